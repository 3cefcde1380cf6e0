import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CallInput, fail, type Lead, unwrap } from '#common';
import { openDesk } from '../alerts/testing/desk.ts';
import { verifyAll } from '../evidence/verify.ts';
import { addFlight, addPerson, openTestStore, suspicion, testFiles } from '../testing/fixtures.ts';
import { clipSpan } from './clipper.ts';
import { Leads } from './leads.ts';

const withLead = async () => {
  const store = await openTestStore();
  const pilot = await addPerson(store.database, 'pilot-1', ['pilot', 'inspector']);
  const inspector = await addPerson(store.database, 'inspector-1', ['inspector']);
  const flight = await addFlight(store.database, pilot.id);
  const desk = await openDesk(store);
  const files = await testFiles(store);
  const leads = new Leads({ ...store, alerts: desk.alerts, files });
  const told: Lead[] = [];
  leads.changed.on((lead) => told.push(lead));
  const lead = await leads.raise({
    stream_id: 'stream-1',
    flight_id: flight.id,
    site_id: flight.site_id,
    post_id: null,
    model_id: 'model',
    suspicion,
    frame_utc_us: 5,
    clock_error_us: 40_000,
    aircraft: null,
    still_jpeg: Buffer.from('a picture'),
  });
  await desk.stop();
  return { ...store, leads, files, lead, told, pilot, inspector };
};

const confirmation = (lead_id: string): CallInput<'reviews.create'> => ({
  lead_id,
  decision: 'confirmed',
  reason: '',
  true: true,
  clear: true,
  complete: true,
  accurate: true,
});

describe('raising a lead', () => {
  it('puts a further pass of the same person behind the first, without a second alert', async () => {
    const { lead, leads, database, data_dir } = await withLead();
    const place = {
      lat_deg: 29.95,
      lon_deg: 121.42,
      height_m: 0,
      semi_major_m: 0.5,
      semi_minor_m: 0.4,
      bearing_deg: 0,
      zone_ids: [],
    };
    const seen = (from_s: number) => ({
      stream_id: lead.stream_id,
      flight_id: lead.flight_id,
      site_id: lead.site_id,
      post_id: null,
      model_id: 'model',
      place,
      suspicion: { ...suspicion, first_pts_us: from_s * 1e6, last_pts_us: (from_s + 2) * 1e6 },
      frame_utc_us: from_s * 1e6,
      clock_error_us: 40_000,
      aircraft: null,
      still_jpeg: Buffer.from(`at ${from_s}`),
    });
    const first = await leads.raise(seen(100));
    const again = await leads.raise(seen(200));
    expect(again).toMatchObject({ merged_into: first.id });
    expect(unwrap(await leads.get(first.id)).passes).toBe(1);
    const standing = await leads.list({ state: 'open', limit: 10 });
    expect(standing.map(({ id }) => id)).toEqual([first.id, lead.id]);
    const warned = await database.selectFrom('alert_leads').select('lead_id').execute();
    expect(warned.map(({ lead_id }) => lead_id)).not.toContain(again.id);
    expect(await verifyAll(database, data_dir)).toMatchObject({ files: 3, problems: [] });
  });

  it('writes lead, sealed still and queued alert together', async () => {
    const { lead, told, database, data_dir } = await withLead();
    expect(told).toEqual([lead]);
    expect(lead).toMatchObject({ state: 'open', clip_state: 'waiting', still: { bytes: 9 } });
    expect(await readFile(join(data_dir, 'leads', lead.id, 'still.jpg'), 'utf8')).toBe('a picture');
    expect(await database.selectFrom('alert_leads').select('lead_id').execute()).toEqual([
      { lead_id: lead.id },
    ]);
    expect(await database.selectFrom('messages').select(['channel_id', 'state']).execute()).toEqual([
      { channel_id: 'in_app', state: 'queued' },
    ]);
    expect(await verifyAll(database, data_dir)).toMatchObject({ files: 1, problems: [] });
  });

  it('is found out when one byte of the still changes', async () => {
    const { lead, database, data_dir } = await withLead();
    await writeFile(join(data_dir, 'leads', lead.id, 'still.jpg'), 'a Picture');
    const { problems } = await verifyAll(database, data_dir);
    expect(problems).toMatchObject([{ seq: lead.still?.ledger_seq, object: `leads/${lead.id}/still.jpg` }]);
  });

  it('says for ever why there is no clip', async () => {
    const { leads, lead, database } = await withLead();
    await leads.finishClip(lead.id, fail('CLIP_UNAVAILABLE', { problem: 'gone' }));
    expect(unwrap(await leads.get(lead.id))).toMatchObject({
      clip_state: 'failed',
      clip_fault: 'CLIP_UNAVAILABLE',
    });
    expect(await leads.waiting()).toEqual([]);
    const acts = await database.selectFrom('ledger').select('action').execute();
    expect(acts.map((act) => act.action)).toEqual(['station.key', 'lead.raise', 'seal', 'clip.unavailable']);
  });
});

describe('reviewing a lead', () => {
  it('makes evidence of a lead that another person confirms, once', async () => {
    const { leads, lead, inspector, database } = await withLead();
    const reviewed = unwrap(await leads.review(confirmation(lead.id), inspector));
    expect(reviewed).toMatchObject({ state: 'confirmed', review: { reviewer_id: inspector.id } });
    expect(await database.selectFrom('evidence').select('lead_id').execute()).toEqual([{ lead_id: lead.id }]);
    expect(await leads.review(confirmation(lead.id), inspector)).toMatchObject({
      error: { code: 'STATE_CONFLICT' },
    });
  });

  it('keeps a rejected lead, and makes no evidence of it', async () => {
    const { leads, lead, inspector, database } = await withLead();
    unwrap(
      await leads.review({ ...confirmation(lead.id), decision: 'rejected', reason: 'a scarf' }, inspector),
    );
    expect(await database.selectFrom('evidence').selectAll().execute()).toEqual([]);
    expect(await leads.list({ state: 'rejected', limit: 10 })).toHaveLength(1);
    expect(await leads.list({ state: 'open', limit: 10 })).toEqual([]);
  });

  it('refuses the pilot who flew it', async () => {
    const { leads, lead, pilot } = await withLead();
    expect(await leads.review(confirmation(lead.id), pilot)).toMatchObject({
      error: { code: 'REVIEWER_IS_PILOT' },
    });
  });
});

describe('the span of a clip', () => {
  it('is five seconds around the event', () => {
    expect(clipSpan(suspicion)).toEqual({ epoch: 1, from_pts_us: 5_000_000, to_pts_us: 17_400_000 });
  });

  it('never starts before the stream, nor grows with a long presence', () => {
    const long = { epoch: 2, pts_us: 60_000_000, first_pts_us: 1_000_000, last_pts_us: 300_000_000 };
    expect(clipSpan(long)).toEqual({ epoch: 2, from_pts_us: 50_000_000, to_pts_us: 70_000_000 });
    expect(clipSpan({ ...long, pts_us: 2_000_000, last_pts_us: 2_000_000 }).from_pts_us).toBe(0);
  });
});
