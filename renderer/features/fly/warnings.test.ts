import { describe, expect, it } from 'vitest';
import type { VehicleWarning } from '#common';
import { newlyBegun } from './warnings.ts';

const low: VehicleWarning = { kind: 'battery_low', level: 'warning', since_utc_us: 10 };
const lost: VehicleWarning = { kind: 'link_lost', level: 'critical', since_utc_us: 20 };

describe('warnings that are spoken', () => {
  it('are those that begin, once each, and again when they come back', () => {
    expect(newlyBegun([], [low])).toEqual([low]);
    expect(newlyBegun([low], [low, lost])).toEqual([lost]);
    expect(newlyBegun([low, lost], [low, lost])).toEqual([]);
    expect(newlyBegun([lost], [{ ...lost, since_utc_us: 99 }])).toEqual([{ ...lost, since_utc_us: 99 }]);
    expect(newlyBegun([low, lost], [])).toEqual([]);
  });
});
