import { expect, it } from 'vitest';
import { FakeClock, type Lead, silentLogger } from '#common';
import { suspicion } from '../testing/fixtures.ts';
import type { Sighting } from './leads.ts';
import { Raiser } from './raiser.ts';

const sightingOf = (track_id: number): Sighting => ({
  stream_id: 's',
  flight_id: null,
  site_id: null,
  post_id: null,
  model_id: 'm',
  suspicion: { ...suspicion, track_id },
  frame_utc_us: 0,
  clock_error_us: 0,
  aircraft: null,
  still_jpeg: new Uint8Array(),
});

it('keeps leads in order while the disk is full, and raises each once when it is not', async () => {
  const clock = new FakeClock();
  const disk = { full: true };
  const tried: number[] = [];
  const raiser = new Raiser({
    clock,
    logger: silentLogger,
    leads: {
      raise: async ({ suspicion: { track_id } }) => {
        tried.push(track_id);
        if (disk.full) throw new Error('ENOSPC');
        return { id: `lead-${track_id}` } as Lead;
      },
    },
  });
  const raised: string[] = [];
  for (const track_id of [1, 2]) raiser.add(sightingOf(track_id), (lead) => raised.push(lead.id));
  await clock.advance(4000);
  expect(raised).toEqual([]);
  expect(new Set(tried)).toEqual(new Set([1]));
  disk.full = false;
  await clock.advance(2000);
  expect(raised).toEqual(['lead-1', 'lead-2']);
  expect(tried.filter((id) => id === 2)).toHaveLength(1);
});
