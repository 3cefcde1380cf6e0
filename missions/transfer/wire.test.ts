import { describe, expect, it } from 'vitest';
import { heightFrames, type MissionItem, unwrap } from '#common';
import { mavFrame } from '../mavlink/index.ts';
import { compareMissions, missionSha256 } from './compare.ts';
import { fromWire, toWire, type WireItem } from './wire.ts';

const at = { lat_deg: 29.871_3, lon_deg: 121.546_8, height_m: 45.5 };

describe('items on the wire', () => {
  it.each(heightFrames)('keeps a height above %s in its frame', (frame) => {
    const step: MissionItem = { kind: 'waypoint', ...at, hold_s: 2, frame };
    const back = unwrap(fromWire(toWire(step), 1));
    expect(back).toEqual(frame === 'relative' ? { kind: 'waypoint', ...at, hold_s: 2 } : step);
  });

  it('keeps a zoom in percent', () => {
    expect(unwrap(fromWire(toWire({ kind: 'zoom', percent: 35 }), 1))).toEqual({ kind: 'zoom', percent: 35 });
  });

  it('takes the same height in another frame for another mission', () => {
    const relative = toWire({ kind: 'waypoint', ...at, hold_s: 0 });
    const amsl: WireItem = { ...relative, frame: mavFrame.global };
    expect(compareMissions([relative], [{ ...relative, frame: mavFrame.global_relative_alt }], 1).ok).toBe(
      true,
    );
    expect(compareMissions([relative], [amsl], 1)).toMatchObject({
      error: { code: 'MISSION_DIFFERS', details: { seq: 1, field: 'frame' } },
    });
    expect(missionSha256([relative])).not.toBe(missionSha256([amsl]));
  });
});
