import { describe, expect, it } from 'vitest';
import { FakeClock } from '#common';
import type { Outgoing } from '../mavlink/index.ts';
import { channelTo } from '../protocol/index.ts';
import { lossyPort, station, vehicle } from '../simulator/lossy-air.ts';
import { message } from '../testing/messages.ts';
import { downloadProtocol } from './download.ts';
import { uploadProtocol } from './upload.ts';
import { homePlaceholder, toWire } from './wire.ts';

const target = { target_system: 1, target_component: 1 };
const us = { target_system: 245, target_component: 190 };
const items = [homePlaceholder, toWire({ kind: 'takeoff', height_m: 20 }), toWire({ kind: 'return' })];
const heard = (part: Outgoing) => ({ type: 'message', message: message(part) }) as const;
const silence = { type: 'silence' } as const;

describe('the upload, event by event', () => {
  const upload = uploadProtocol(items, target, 0);
  const begun = upload.begin().state;

  it('announces, and again on silence, and gives up after eight', () => {
    expect(upload.begin().send).toEqual([{ name: 'MISSION_COUNT', count: 3, ...target, mission_type: 0 }]);
    let state = begun;
    for (let count = 1; count <= 8; count += 1) {
      const step = upload.on(state, silence);
      expect(step.send).toHaveLength(1);
      state = step.state;
    }
    expect(upload.on(state, silence).done).toMatchObject({ error: { code: 'MISSION_SILENT' } });
  });

  it('answers the request it gets, INT or not, and never sends an item on a timer', () => {
    for (const name of ['MISSION_REQUEST', 'MISSION_REQUEST_INT'] as const) {
      const step = upload.on(begun, heard({ name, seq: 1, ...us }));
      expect(step.send).toMatchObject([{ name: 'MISSION_ITEM_INT', seq: 1, command: 22, frame: 6, z: 20 }]);
      expect(upload.on(step.state, silence).send).toBeUndefined();
    }
  });

  it('ignores fences, requests beyond the end, and an acceptance that comes too early', () => {
    for (const other of [
      heard({ name: 'MISSION_REQUEST', seq: 0, ...us, mission_type: 1 }),
      heard({ name: 'MISSION_REQUEST', seq: 3, ...us }),
      heard({ name: 'MISSION_ACK', type: 0, ...us }),
      heard({ name: 'MISSION_ACK', type: 14, ...us, mission_type: 2 }),
      heard({ name: 'MISSION_ACK', type: 13, ...us }),
      heard({ name: 'HEARTBEAT' }),
    ]) {
      expect(upload.on(begun, other)).toEqual({ state: begun });
    }
  });

  it('after the last item takes silence for a lost ACK', () => {
    let { state } = upload.on(begun, heard({ name: 'MISSION_REQUEST', seq: 2, ...us }));
    for (let count = 0; count < 3; count += 1) ({ state } = upload.on(state, silence));
    expect(upload.on(state, silence).done).toEqual({ ok: true, value: 'unconfirmed' });
  });
});

describe('the download, event by event', () => {
  const download = downloadProtocol(target, 0);

  it('is not confused by a second, late COUNT', () => {
    const counted = download.on(download.begin().state, heard({ name: 'MISSION_COUNT', count: 2, ...us }));
    const one = download.on(counted.state, heard({ name: 'MISSION_ITEM_INT', seq: 0, command: 16, ...us }));
    const again = download.on(one.state, heard({ name: 'MISSION_COUNT', count: 2, ...us }));
    expect(again).toEqual({ state: one.state });
    const done = download.on(again.state, heard({ name: 'MISSION_ITEM_INT', seq: 1, command: 20, ...us }));
    expect(done.done).toMatchObject({ ok: true, value: { items: [{ command: 16 }, { command: 20 }] } });
    expect(done.send).toMatchObject([{ name: 'MISSION_ACK', type: 0 }]);
  });

  it('refuses a count that no vehicle can hold', () => {
    const counted = download.on(
      download.begin().state,
      heard({ name: 'MISSION_COUNT', count: 65_535, ...us }),
    );
    expect(counted.done).toMatchObject({ error: { code: 'MISSION_REFUSED' } });
  });
});

describe('a second ground station', () => {
  it('does not move our transfer: what is addressed to it, or comes from another vehicle, is not heard', () => {
    const clock = new FakeClock();
    const net = lossyPort({ clock, seed: 1, loss: 0 });
    const names: string[] = [];
    channelTo(net.port, target, station).onMessage(({ name }) => names.push(name));
    net.tell(message({ name: 'MISSION_REQUEST', seq: 1, target_system: 255, target_component: 190 }));
    net.tell(message({ name: 'MISSION_REQUEST', seq: 1, ...us, target_component: 191 }));
    net.tell(message({ name: 'MISSION_ACK', ...us }), { system_id: 2, component_id: 1 });
    net.tell(message({ name: 'MISSION_REQUEST', seq: 1 }));
    expect(names).toEqual([]);
    net.tell(message({ name: 'MISSION_REQUEST', seq: 1, ...us }), vehicle);
    expect(names).toEqual(['MISSION_REQUEST']);
  });
});
