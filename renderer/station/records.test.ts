import type { Lead, StationEvent } from '#common';
import { describe, expect, it } from 'vitest';
import { applyEvent, upsert } from './records.ts';

const lead = (id: string, state: Lead['state']): Lead => ({
  id,
  stream_id: 's',
  flight_id: null,
  site_id: null,
  post_id: null,
  model_id: 'm',
  suspicion: {
    track_id: 1,
    item: 'mask',
    state: 'not_worn',
    probability: 0.9,
    frames: 5,
    epoch: 0,
    pts_us: 0,
    first_pts_us: 0,
    last_pts_us: 0,
    box: [0, 0, 1, 1],
    head_box: [0, 0, 1, 1],
    head_px: 40,
    width_px: 100,
    height_px: 100,
  },
  raised_utc_us: 0,
  frame_utc_us: 0,
  clock_error_us: 0,
  aircraft: null,
  still: null,
  clip_state: 'waiting',
  clip: null,
  clip_fault: null,
  state,
  review: null,
});

const told = (of: Lead): StationEvent => ({ type: 'lead', lead: of });

describe('applyEvent', () => {
  it('puts a new record first and replaces a known one in place', () => {
    expect(upsert([{ id: 'a' }, { id: 'b' }], { id: 'c' }).map(({ id }) => id)).toEqual(['c', 'a', 'b']);
    expect(
      upsert(
        [
          { id: 'a', n: 1 },
          { id: 'b', n: 1 },
        ],
        { id: 'b', n: 2 },
      ),
    ).toEqual([
      { id: 'a', n: 1 },
      { id: 'b', n: 2 },
    ]);
  });

  it('moves a reviewed lead from the open list to that of its decision', () => {
    const open = [lead('a', 'open'), lead('b', 'open')];
    const reviewed = lead('a', 'confirmed');
    expect(applyEvent(told(reviewed), ['leads.list', { state: 'open', limit: 10 }], open)).toEqual([open[1]]);
    expect(applyEvent(told(reviewed), ['leads.list', { state: 'confirmed' }], [])).toEqual([reviewed]);
    expect(applyEvent(told(reviewed), ['leads.list', {}], open)).toEqual([reviewed, open[1]]);
  });

  it('touches only the answers it concerns, and none that were never fetched', () => {
    expect(applyEvent(told(lead('a', 'open')), ['streams.list', {}], [])).toBeUndefined();
    expect(
      applyEvent(told(lead('a', 'open')), ['leads.get', { lead_id: 'b' }], lead('b', 'open')),
    ).toBeUndefined();
    expect(applyEvent(told(lead('a', 'open')), ['leads.list', {}], undefined)).toBeUndefined();
  });
});
