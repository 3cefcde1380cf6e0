import { LandunError, type LiveMessage, type StationEvent } from '#common';
import { describe, expect, it } from 'vitest';
import { type Bridge, bridgeStation } from './bridge.ts';

const bridge = (reply: Awaited<ReturnType<Bridge['call']>>) => {
  let tell: (event: unknown) => void = () => undefined;
  let live: Parameters<Bridge['openLive']>[1] | undefined;
  const made: Bridge = {
    call: async () => reply,
    onEvent: (listener) => {
      tell = listener;
      return () => undefined;
    },
    openLive: (_id, listener) => {
      live = listener;
      return () => undefined;
    },
  };
  return { station: bridgeStation(made), tell: (event: unknown) => tell(event), live: () => live };
};

describe('bridgeStation', () => {
  it('parses answers and throws catalogued faults', async () => {
    const fine = bridge({ ok: true, value: [] });
    expect(await fine.station.call('sites.list', {})).toEqual([]);
    const bad = bridge({ ok: false, code: 'NAME_TAKEN', details: { name: '张伟' } });
    const failure = await bad.station.call('sites.list', {}).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LandunError);
    expect(failure).toMatchObject({ code: 'NAME_TAKEN', details: { name: '张伟' } });
  });

  it('passes on only events of the contract', () => {
    const { station, tell } = bridge({ ok: true, value: null });
    const seen: StationEvent[] = [];
    station.onEvent((event) => seen.push(event));
    tell({ type: 'unheard of' });
    tell({
      type: 'alert',
      alert: {
        id: 'a',
        key: 'AB23CD',
        lead_id: 'l',
        lead_ids: ['l'],
        site_id: null,
        flight_id: null,
        state: 'queued',
        level: 0,
        lamp: 'green',
        queued_utc_us: 1,
        escalates_utc_us: null,
        delivered_utc_us: null,
        acknowledged_utc_us: null,
        acknowledged_by: null,
        answers: [],
      },
    });
    expect(seen.map((event) => event.type)).toEqual(['alert']);
  });

  it('tells a refused live view', () => {
    const { station, live } = bridge({ ok: true, value: null });
    const connections: string[] = [];
    const messages: LiveMessage[] = [];
    station.openLive('s', {
      onMessage: (message) => messages.push(message),
      onFragment: () => undefined,
      onConnection: (connection) => connections.push(connection),
    });
    live()?.text({ type: 'init', codec: 'avc1.640028', width_px: 2, height_px: 2, timescale: 1, epoch: 0 });
    live()?.refused?.({});
    expect(messages).toHaveLength(1);
    expect(connections).toEqual(['online', 'refused']);
  });
});
