import type { PowerSaveBlocker } from 'electron';
import { describe, expect, it } from 'vitest';
import type { Flight, StationEvent } from '#common';
import { type SleepBlocker, Wakefulness } from './wakefulness.ts';

const acceptsElectron = (blocker: PowerSaveBlocker): SleepBlocker => blocker;

const flight = (id: string, stage: Flight['stage']): StationEvent => ({
  type: 'flight',
  flight: {
    id,
    mission_id: 'mission-1',
    site_id: 'site-1',
    vehicle_id: 'vehicle-1',
    pilot_id: 'person-1',
    stage,
    started_utc_us: 1,
    ended_utc_us: null,
    upload: { sent: 0, total: 0, verified: false },
    areas: null,
    mission_sha256: null,
    reached_item: null,
    resumes_flight_id: null,
    telemetry_log: false,
    fault: null,
  },
});

const awake = () => {
  const blocks = new Set<number>();
  let last = 0;
  const blocker: SleepBlocker = {
    start: () => {
      last += 1;
      blocks.add(last);
      return last;
    },
    stop: (id) => blocks.delete(id),
  };
  return { wakefulness: new Wakefulness(blocker), blocks };
};

describe('wakefulness', () => {
  it('fits Electron’s powerSaveBlocker', () => {
    expect(acceptsElectron).toBeTypeOf('function');
  });

  it.each(['landed', 'failed', 'aborted'] as const)('keeps awake from upload until %s', (end) => {
    const { wakefulness, blocks } = awake();
    for (const stage of ['uploading', 'verifying', 'arming', 'taking_off', 'flying', 'returning'] as const) {
      wakefulness.see(flight('flight-1', stage));
      expect([wakefulness.flying, blocks.size]).toEqual([true, 1]);
    }
    wakefulness.see(flight('flight-1', end));
    expect([wakefulness.flying, blocks.size]).toEqual([false, 0]);
  });

  it('stays awake until the last flight has ended', () => {
    const { wakefulness, blocks } = awake();
    wakefulness.see(flight('flight-1', 'flying'));
    wakefulness.see(flight('flight-2', 'uploading'));
    wakefulness.see(flight('flight-1', 'landed'));
    expect(blocks.size).toBe(1);
    wakefulness.see(flight('flight-2', 'aborted'));
    expect(blocks.size).toBe(0);
  });

  it('ignores the end of a flight it never saw, and rests at the end of the program', () => {
    const { wakefulness, blocks } = awake();
    wakefulness.see(flight('flight-0', 'landed'));
    expect(blocks.size).toBe(0);
    wakefulness.see(flight('flight-1', 'flying'));
    wakefulness.rest();
    expect([wakefulness.flying, blocks.size]).toEqual([false, 0]);
  });
});
