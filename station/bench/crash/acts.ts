import { randomBytes } from 'node:crypto';
import type { Lead, Suspicion } from '#common';
import { type CrashRig, noisePicture, writeClip } from './rig.ts';

/** A fact that somebody was told is saved: what kind, whose, and how it must be found again. */
export type Fact = { readonly what: FactKind; readonly id: string; readonly is: string };
export const factKinds = [
  'lead',
  'clip',
  'review',
  'countersign',
  'case',
  'deletion',
  'export',
  'hold',
] as const;
export type FactKind = (typeof factKinds)[number];

type Tell = (fact: Fact) => void;

const suspicion: Suspicion = {
  track_id: 1,
  item: 'mask',
  state: 'not_worn',
  probability: 0.97,
  frames: 9,
  epoch: 1,
  pts_us: 1_000_000,
  first_pts_us: 0,
  last_pts_us: 2_000_000,
  box: [100, 40, 60, 120],
  head_box: [110, 40, 40, 40],
  head_px: 40,
  width_px: 320,
  height_px: 180,
};

const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];

/** One act after the other, chosen by chance, each told once the station has said that it is saved. */
export const workUntilKilled = async (rig: CrashRig, tell: Tell): Promise<never> => {
  const { custody } = rig;
  await custody.start();
  const acts: readonly ((rig: CrashRig, tell: Tell) => Promise<void>)[] = [
    raise,
    raise,
    seal,
    seal,
    review,
    review,
    countersign,
    carryOn,
    carryOn,
    hold,
    remove,
    remove,
    exportOne,
  ];
  for (;;) await pick(acts)?.(rig, tell);
};

const raise = async ({ leads, clock }: CrashRig, tell: Tell): Promise<void> => {
  const lead = await leads.raise({
    stream_id: 'stream-bench',
    flight_id: null,
    site_id: null,
    post_id: null,
    model_id: 'bench',
    suspicion,
    frame_utc_us: clock.utc_us(),
    clock_error_us: 1000,
    aircraft: null,
    still_jpeg: await noisePicture(),
  });
  tell({ what: 'lead', id: lead.id, is: lead.still?.sha256 ?? '' });
};

const some = async (
  { database }: CrashRig,
  state: Lead['state'],
  clip?: 'waiting',
): Promise<string | undefined> => {
  let query = database.selectFrom('leads').select('id').where('state', '=', state);
  if (clip !== undefined) query = query.where('clip_state', '=', clip);
  const rows = await query.orderBy('raised_utc_us', 'desc').limit(30).execute();
  return pick(rows)?.id;
};

const seal = async (rig: CrashRig, tell: Tell): Promise<void> => {
  const lead_id = await some(rig, 'open', 'waiting');
  if (lead_id === undefined) return;
  const { custody, leads, data_dir, clock } = rig;
  const folder = await writeClip(data_dir, lead_id, randomBytes(20_000));
  const prepare = (name: string, kind: 'clip' | 'clip_playable' | 'telemetry') =>
    custody.sealer.prepare({
      lead_id,
      kind,
      path: `${folder}/${name}`,
      utc_us: clock.utc_us(),
      error_us: 1000,
    });
  const [frames, original, playable] = [
    await prepare('clip.frames.jsonl', 'telemetry'),
    await prepare('clip.original.mp4', 'clip'),
    await prepare('clip.playable.mp4', 'clip_playable'),
  ];
  const clip = {
    epoch: 1,
    codec: 'avc1',
    width_px: 320,
    height_px: 180,
    first_pts_us: 0,
    last_pts_us: 2_000_000,
    first_utc_us: clock.utc_us(),
    utc_error_us: 1000,
    sender_minus_station_us: null,
    frames: 50,
    gaps: [],
    original: { path: `${data_dir}/${folder}/clip.original.mp4`, bytes: 20_000 },
    playable: { path: `${data_dir}/${folder}/clip.playable.mp4`, bytes: 19_992 },
  };
  await leads.finishClip(lead_id, { ok: true, value: { clip, frames, original, playable } });
  tell({ what: 'clip', id: lead_id, is: original.seal.file.sha256 });
};

const review = async (rig: CrashRig, tell: Tell): Promise<void> => {
  const lead_id = await some(rig, 'open');
  const { li } = rig.people;
  if (lead_id === undefined || li === undefined) return;
  const decision = pick(['confirmed', 'confirmed', 'rejected', 'unusable'] as const) ?? 'confirmed';
  const yes = decision === 'confirmed';
  const words = { true: yes, clear: yes, complete: yes, accurate: yes };
  const done = await rig.leads.review({ lead_id, decision, reason: 'bench', ...words }, li);
  if (done.ok) tell({ what: 'review', id: lead_id, is: decision });
};

const countersign = async (rig: CrashRig, tell: Tell): Promise<void> => {
  const lead_id = await some(rig, 'confirmed');
  const { zhao } = rig.people;
  if (lead_id === undefined || zhao === undefined) return;
  const done = await rig.center.second.countersign({ lead_id, agreed: true, reason: '' }, zhao);
  if (done.ok) tell({ what: 'countersign', id: lead_id, is: 'zhao' });
};

/** Opens a case from a confirmed lead, or does the next act of one. */
const carryOn = async (rig: CrashRig, tell: Tell): Promise<void> => {
  const { cases } = rig.center;
  const { sun, li } = rig.people;
  if (sun === undefined || li === undefined) return;
  const lead_id = await some(rig, 'confirmed');
  const live = pick(await cases.list({ order: 'newest', limit: 10 }));
  const done =
    lead_id !== undefined && (live === undefined || Math.random() < 0.4)
      ? await cases.open({ title: 'bench', lead_ids: [lead_id] }, li)
      : live === undefined
        ? undefined
        : await cases.act(
            live.stage === 'opened'
              ? { case_id: live.id, act: 'dispatch', seq: live.seq, data: { officer_ids: ['li', 'zhao'] } }
              : { case_id: live.id, act: 'note', seq: live.seq, data: { note: 'bench' } },
            sun,
          );
  if (done?.ok === true) tell({ what: 'case', id: done.value.case.id, is: String(done.value.case.seq) });
};

const hold = async (rig: CrashRig, tell: Tell): Promise<void> => {
  const lead_id = await some(rig, 'open');
  const { sun } = rig.people;
  if (lead_id === undefined || sun === undefined || Math.random() < 0.7) return;
  const done = await rig.custody.retention.hold(lead_id, 'bench', sun);
  if (done.ok) tell({ what: 'hold', id: lead_id, is: 'held' });
};

/** Proposes what is due, lets another decide, now and then takes it back, and empties the trash. */
const remove = async ({ custody: { retention }, people }: CrashRig, tell: Tell): Promise<void> => {
  const { sun, qian } = people;
  if (sun === undefined || qian === undefined) return;
  const { due, deletions } = await retention.view();
  const proposed = deletions.find(({ state }) => state === 'proposed');
  const trashed = deletions.find(({ state }) => state === 'trashed');
  const lead = pick(due);
  if (proposed !== undefined) {
    const decided = await retention.decide(proposed.id, Math.random() < 0.8, qian);
    if (decided.ok) tell({ what: 'deletion', id: proposed.id, is: decided.value.state });
  } else if (trashed !== undefined && Math.random() < 0.3) {
    const back = await retention.restore(trashed.id, qian);
    if (back.ok) tell({ what: 'deletion', id: trashed.id, is: back.value.state });
  } else if (lead !== undefined) {
    const asked = await retention.propose([lead.lead_id], 'bench', sun);
    if (asked.ok) tell({ what: 'deletion', id: asked.value.id, is: 'proposed' });
  }
  await retention.purge();
};

/** Starts one at a time; it goes on by itself, and after a kill at the next start. */
const exportOne = async (rig: CrashRig, tell: Tell): Promise<void> => {
  const { exports } = rig.custody;
  const { li } = rig.people;
  const lead_id = await some(rig, 'confirmed');
  const running = (await exports.list()).some(({ state }) => state === 'running');
  if (running || lead_id === undefined || li === undefined) return;
  const made = await exports.create({ lead_id, kind: 'full', reason: 'bench' }, li);
  if (made.ok) tell({ what: 'export', id: made.value.id, is: 'made' });
};
