import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CaseFile, canonicalJson, type Clock, ok, type Ids, type Lead, type Logger } from '#common';
import { openDatabase } from '../../storage/database.ts';
import { announceKey } from '../announce-key.ts';
import { StationKey } from '../keys.ts';
import { Ledger } from '../ledger.ts';
import { type FileKind, Sealer } from '../seal.ts';

type Ports = { clock: Clock; logger: Logger; data_dir: string };

/** A data folder with sealed evidence of made-up leads: for benches and tests of what proves it. */
export const openSampleStore = async ({ clock, logger, data_dir }: Ports) => {
  const opened = await openDatabase(data_dir, logger);
  if (!opened.ok) return opened;
  const database = opened.value;
  const ledger = new Ledger(clock, '0.0.0-sample');
  const opened_key = await StationKey.open(data_dir);
  if (!opened_key.ok) return opened_key;
  const key = opened_key.value;
  await announceKey(database, ledger, key);
  const sealer = new Sealer({
    data_dir,
    clock,
    ledger,
    key,
    time: async () => ({
      ntp: { state: 'unknown', source: '', offset_us: null, last_sync_utc_us: null },
      gps_minus_station_us: null,
    }),
    worst_error_us: () => 2_000_000,
  });
  return ok({ database, ledger, key, sealer, data_dir, clock, logger });
};

export type SampleStore = Extract<Awaited<ReturnType<typeof openSampleStore>>, { ok: true }>['value'];

/** Adds a lead whose clip has this many bytes of noise; everything is sealed as a real one is. */
export const addSampleLead = async (store: SampleStore, ids: Ids, clip: Uint8Array): Promise<Lead> => {
  const { database, sealer, ledger, data_dir, clock } = store;
  const id = ids.next('lead');
  const seal = async (name: string, kind: FileKind, bytes: Uint8Array | string, parent?: string) => {
    const path = `leads/${id}/${name}`;
    await mkdir(join(data_dir, 'leads', id), { recursive: true });
    await writeFile(join(data_dir, path), bytes);
    const made = parent === undefined ? null : { sha256: parent, made_by: 'sample' };
    return sealer.prepare({
      lead_id: id,
      kind,
      path,
      utc_us: clock.utc_us(),
      error_us: 40_000,
      parent: made,
    });
  };
  const still = await seal('still.jpg', 'still', clip.subarray(0, 4000));
  const frames = await seal(
    'clip.frames.jsonl',
    'telemetry',
    `${canonicalJson({ format: 'landun-frames-1', watched: false })}\n`,
  );
  const original = await seal('clip.original.mp4', 'clip', clip);
  const playable = await seal(
    'clip.playable.mp4',
    'clip_playable',
    clip.subarray(1),
    original.seal.file.sha256,
  );
  const lead = sampleLead(id, clock.utc_us());
  await database.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('leads')
      .values({
        id,
        raised_utc_us: lead.raised_utc_us,
        state: 'open',
        clip_state: 'sealed',
        stream_id: lead.stream_id,
        flight_id: null,
        body: canonicalJson(lead),
      })
      .execute();
    await ledger.append(transaction, { actor: 'station', action: 'lead.raise', object: id });
    for (const prepared of [still, frames, original, playable]) await sealer.commit(transaction, prepared);
  });
  return lead;
};

const sampleLead = (id: string, utc_us: number): Lead => ({
  id,
  stream_id: 'stream-sample',
  flight_id: null,
  site_id: null,
  post_id: null,
  model_id: 'sample',
  suspicion: {
    track_id: 1,
    item: 'mask',
    state: 'not_worn',
    probability: 0.97,
    frames: 9,
    epoch: 1,
    pts_us: 12_000_000,
    first_pts_us: 10_000_000,
    last_pts_us: 12_400_000,
    box: [100, 100, 80, 200],
    head_box: [120, 100, 40, 48],
    head_px: 48,
    width_px: 1920,
    height_px: 1080,
  },
  raised_utc_us: utc_us,
  frame_utc_us: utc_us,
  clock_error_us: 40_000,
  aircraft: null,
  still: null,
  clip_state: 'sealed',
  clip: null,
  clip_fault: null,
  state: 'open',
  review: null,
});

export const sampleCaseFile = (lead_ids: string[]): CaseFile => ({
  case_id: 'case-1',
  case_number: '浙卫职〔2026〕3号',
  title: '某采石场未督促佩戴防尘口罩案',
  enterprise: '某采石场有限公司',
  site: '某采石场',
  position: { lat_deg: 29.95, lon_deg: 121.42 },
  opened_utc_us: 1_790_000_000_000_000,
  closed_utc_us: null,
  state: '调查取证',
  officers: [{ name: '李监督', number: '330100-001' }],
  lead_ids,
  documents: [],
  timeline: [],
  photos: [],
  flight_ids: [],
});
