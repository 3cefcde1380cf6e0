import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DeviceIdentity,
  fail,
  type FrameFindings,
  type Lead,
  type leadFiles,
  ok,
  type Result,
  type SealedFile,
  sealPath,
} from '#common';
import type { Pose } from '#missions';
import type { Clip, Recorder } from '#video';
import { writeDurably } from '../evidence/durable.ts';
import { frameLines } from '../evidence/frames.ts';
import type { Prepared, Sealer } from '../evidence/seal.ts';
import type { CameraStand, Moment } from '../places/stand.ts';
import type { Database } from '../storage/database.ts';

/** A cut clip with its sidecar and playable copy, each with its seal beside it, ready for the ledger. */
type PreparedClip = {
  readonly clip: Clip;
  readonly frames: Prepared;
  readonly original: Prepared;
  readonly playable: Prepared;
};

/** Where a clip is cut from, and what was seen there. */
export type ClipSource = {
  readonly recorder: Recorder;
  /** What the detector saw between two moments; undefined where it was not watching. */
  readonly findings: (
    epoch: number,
    from_pts_us: number,
    to_pts_us: number,
  ) => readonly FrameFindings[] | undefined;
};

type Ports = {
  data_dir: string;
  sealer: Sealer;
  readonly device: (about: {
    readonly stream_id: string;
    readonly flight_id: string | null;
    readonly model_id: string | null;
  }) => Promise<DeviceIdentity>;
  readonly poseAt: (vehicle_id: string, utc_us: number) => Pose | null;
  /** How the camera of a stream stood at a moment; undefined where nobody knows. */
  readonly standAt: (stream_id: string, moment: Moment) => CameraStand | undefined;
};

type Sighted = Pick<
  Lead,
  'stream_id' | 'flight_id' | 'model_id' | 'suspicion' | 'frame_utc_us' | 'clock_error_us' | 'report'
>;

/** The folder of a lead under the data folder: written once, hashed from disk, never rewritten. */
export class LeadFiles {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async writeStill(lead_id: string, jpeg: Uint8Array, sighted: Sighted): Promise<Prepared> {
    const { sealer, device, data_dir } = this.#ports;
    await mkdir(this.#folder(lead_id), { recursive: true });
    const path = `leads/${lead_id}/still.jpg`;
    await writeDurably(join(data_dir, path), jpeg);
    const { suspicion, frame_utc_us, clock_error_us } = sighted;
    const { epoch, pts_us, width_px, height_px } = suspicion;
    return sealer.prepare({
      lead_id,
      kind: 'still',
      path,
      video: {
        epoch,
        codec: 'jpeg',
        width_px,
        height_px,
        first_pts_us: pts_us,
        last_pts_us: pts_us,
        frames: 1,
        gaps: [],
      },
      // No model has had a part in what a person reported.
      device: await device(sighted.report ? { ...sighted, model_id: null } : sighted),
      utc_us: frame_utc_us,
      error_us: clock_error_us,
    });
  }

  sealStill(transaction: Database, prepared: Prepared): Promise<SealedFile> {
    return this.#ports.sealer.commit(transaction, prepared);
  }

  /** Cuts the lead's span, with pre- and post-roll, out of the recording, and prepares its seals. */
  async cutClip(
    { recorder, findings }: ClipSource,
    lead: Lead,
    span: { epoch: number; from_pts_us: number; to_pts_us: number },
  ): Promise<Result<PreparedClip>> {
    const target_dir = this.#folder(lead.id);
    await mkdir(target_dir, { recursive: true });
    await this.#removeUnsealed(lead);
    const cut = await recorder.cutClip({ ...span, target_dir, name: 'clip' });
    if (!cut.ok) return cut;
    const clip = cut.value;
    return ok({ clip, ...(await this.#prepare(lead, clip, findings)) });
  }

  async #prepare(
    lead: Lead,
    clip: Clip,
    findings: ClipSource['findings'],
  ): Promise<Omit<PreparedClip, 'clip'>> {
    const { sealer, device, poseAt, standAt, data_dir } = this.#ports;
    const made_by = await device(lead);
    const { vehicle_id } = made_by;
    const path = `leads/${lead.id}/clip.frames.jsonl`;
    const lines = await frameLines(
      { ...clip, path: clip.original.path },
      {
        poseAt: (utc_us) => (vehicle_id === null ? null : poseAt(vehicle_id, utc_us)),
        standAt: (moment) => standAt(lead.stream_id, moment),
        findings: findings(clip.epoch, clip.first_pts_us, clip.last_pts_us),
      },
    );
    await writeDurably(join(data_dir, path), lines);
    const about = {
      lead_id: lead.id,
      device: made_by,
      utc_us: clip.first_utc_us,
      error_us: clip.utc_error_us,
      sender_minus_station_us: clip.sender_minus_station_us,
    };
    const frames = await sealer.prepare({ ...about, kind: 'telemetry', path });
    const { epoch, codec, width_px, height_px, first_pts_us, last_pts_us, frames: count, gaps } = clip;
    const video = {
      epoch,
      codec,
      width_px,
      height_px,
      first_pts_us,
      last_pts_us,
      frames: count,
      gaps: [...gaps],
    };
    const telemetry = { path, sha256: frames.seal.file.sha256 };
    const original = await sealer.prepare({
      ...about,
      kind: 'clip',
      path: this.#relative(clip.original.path),
      video,
      telemetry,
    });
    const playable = await sealer.prepare({
      ...about,
      kind: 'clip_playable',
      path: this.#relative(clip.playable.path),
      video,
      telemetry,
      parent: { sha256: original.seal.file.sha256, made_by: 'remux without decoding, time starts at 0' },
    });
    return { frames, original, playable };
  }

  /** Seals sidecar and original bytes, and the playable copy as their derivative. */
  async sealClip(transaction: Database, cut: PreparedClip): Promise<NonNullable<Lead['clip']>> {
    const { sealer } = this.#ports;
    await sealer.commit(transaction, cut.frames);
    const sealed = await sealer.commit(transaction, cut.original);
    await sealer.commit(transaction, cut.playable);
    const { first_pts_us, last_pts_us, frames, gaps } = cut.clip;
    return { ...sealed, first_pts_us, last_pts_us, frames, gaps: [...gaps] };
  }

  /** Where a file of a lead lies; the playable copy is what a screen gets as `clip.mp4`. */
  find(lead: Lead, file: (typeof leadFiles)[number]): Result<{ folder: string; path: string }> {
    const folder = this.#folder(lead.id);
    if (file === 'still.jpg') return ok({ folder, path: 'still.jpg' });
    if (lead.clip === null) return fail('NOT_FOUND', { kind: 'clip', id: lead.id });
    return ok({ folder, path: playable_name });
  }

  /** A power cut between the cut and its row in the ledger leaves files that nobody was told of. */
  async #removeUnsealed(lead: Lead): Promise<void> {
    if (lead.clip !== null) return;
    for (const name of ['clip.original.mp4', playable_name, 'clip.frames.jsonl']) {
      await rm(join(this.#folder(lead.id), name), { force: true });
      await rm(join(this.#folder(lead.id), sealPath(name)), { force: true });
    }
  }

  #folder(lead_id: string): string {
    return join(this.#ports.data_dir, 'leads', lead_id);
  }

  #relative(path: string): string {
    return path.slice(this.#ports.data_dir.length + 1).replaceAll('\\', '/');
  }
}

/** What `Recorder.cutClip` calls the playable copy of a clip named `clip`. */
const playable_name = 'clip.playable.mp4';
