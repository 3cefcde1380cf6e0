import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { liveMessageSchema, type LiveMessage } from '#common';
import {
  addClient,
  claimAdministrator,
  type EventScreen,
  type HttpClient,
  type Running,
  startStation,
  tickChecklist,
} from './harness.ts';

let running: Running;
let administrator: HttpClient;
let pilot: HttpClient;
let inspector: HttpClient;
let screen: EventScreen;

beforeAll(async () => {
  running = await startStation({ sample: true });
  administrator = await claimAdministrator(running);
  pilot = await addClient(running, administrator, 'pilot-wang', ['pilot']);
  inspector = await addClient(running, administrator, 'inspector-li', ['inspector']);
  screen = await inspector.screen();
});

afterAll(async () => {
  screen.close();
  await running.stop();
});

/** The main job over HTTP: fly, see boxes, a lead with its sealed still and clip, an alert, a review. */
it(
  'flies the sample mission, finds somebody unprotected and takes it to evidence',
  { timeout: 240_000 },
  async () => {
    const stream = await screen.until((event) =>
      event.type === 'stream' && event.stream.status === 'live' && event.stream.recording
        ? event.stream
        : undefined,
    );
    expect(stream).toMatchObject({ codec: expect.stringContaining('avc1'), width_px: 1920, height_px: 1080 });

    const vehicle = await screen.until((event) =>
      event.type === 'vehicle' && event.vehicle.position !== null && event.vehicle.home !== null
        ? event.vehicle
        : undefined,
    );
    const [mission] = await pilot.get('missions.list', {});
    const wanted = { mission_id: mission?.id ?? '', vehicle_id: vehicle.id };
    // Without the checklist nothing starts; what cannot be measured is ticked by name.
    expect(await pilot.ask('flights.start', wanted)).toMatchObject({
      status: 409,
      result: { error: { code: 'CHECKLIST_OPEN' } },
    });
    await tickChecklist(pilot, wanted);
    const flight = await pilot.get('flights.start', wanted);
    expect(flight.checklist?.find(({ item }) => item === 'airframe')).toMatchObject({
      state: 'ticked',
      ticked: { person_name: expect.any(String), utc_us: expect.any(Number) },
    });
    expect(flight.stage).toBe('uploading');
    expect(
      await pilot.ask('flights.start', { mission_id: mission?.id, vehicle_id: vehicle.id }),
    ).toMatchObject({
      status: 409,
      result: { error: { code: 'FLIGHT_UNDER_WAY' } },
    });

    const judged = await firstJudgedFrame(pilot, stream.id);
    expect(judged.init.width_px).toBe(1920);
    expect(judged.fragments).toBeGreaterThan(0);

    const flying = await screen.until((event) =>
      event.type === 'flight' && event.flight.stage === 'flying' ? event.flight : undefined,
    );
    expect(flying).toMatchObject({
      upload: { verified: true },
      mission_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });

    const raised = await screen.until((event) => (event.type === 'lead' ? event.lead : undefined));
    expect(raised).toMatchObject({
      flight_id: flight.id,
      state: 'open',
      aircraft: { height_m: expect.any(Number) },
    });
    const alert = await screen.until((event) =>
      event.type === 'alert' && event.alert.lead_id === raised.id && event.alert.state === 'delivered'
        ? event.alert
        : undefined,
    );
    await inspector.get('alerts.acknowledge', { alert_id: alert.id });

    const lead = await screen.until((event) =>
      event.type === 'lead' && event.lead.id === raised.id && event.lead.clip_state !== 'waiting'
        ? event.lead
        : undefined,
    );
    const { suspicion, clip, still } = lead;
    if (clip === null || still === null) throw new Error(`no clip: ${lead.clip_fault}`);
    // Key frames are a second apart: the cut begins at most that much early, never late.
    expect(suspicion.first_pts_us - clip.first_pts_us).toBeGreaterThanOrEqual(
      Math.min(5_000_000, suspicion.first_pts_us) - 100_000,
    );
    expect(clip.last_pts_us - suspicion.pts_us).toBeGreaterThanOrEqual(4_900_000);

    const original = await readFile(join(running.data_dir, 'leads', lead.id, 'clip.original.mp4'));
    expect(createHash('sha256').update(original).digest('hex')).toBe(clip.sha256);
    const part = await inspector.file(`/files/leads/${lead.id}/clip.mp4`, { range: 'bytes=0-99' });
    expect(part.status).toBe(206);
    expect((await part.arrayBuffer()).byteLength).toBe(100);
    const picture = Buffer.from(
      await (await inspector.file(`/files/leads/${lead.id}/still.jpg`)).arrayBuffer(),
    );
    expect(createHash('sha256').update(picture).digest('hex')).toBe(still.sha256);

    const confirmed = await inspector.get('reviews.create', {
      lead_id: lead.id,
      decision: 'confirmed',
      reason: '',
      true: true,
      clear: true,
      complete: true,
      accurate: true,
    });
    expect(confirmed).toMatchObject({ state: 'confirmed', review: { reviewer_name: 'inspector-li' } });

    const landed = await screen.until((event) =>
      event.type === 'flight' && event.flight.id === flight.id && event.flight.ended_utc_us !== null
        ? event.flight
        : undefined,
    );
    expect(landed).toMatchObject({ stage: 'landed', fault: null });

    // Every lead knows where its person stands; `places.test.ts` holds the posts against what the clip shows.
    const leads = await inspector.get('leads.list', { limit: 100 });
    for (const { place, suspicion } of leads)
      expect({ place, suspicion }).toMatchObject({
        place: { semi_major_m: expect.any(Number), zone_ids: expect.arrayContaining(['z-dust']) },
      });
    expect(leads.some(({ post_id }) => post_id !== null)).toBe(true);
    expect(await administrator.get('ledger.verify', {})).toMatchObject({ problems: [] });
  },
);

/** Watches the live stream until a frame with a person in it was judged, on the clock of the fragments. */
const firstJudgedFrame = (client: HttpClient, stream_id: string) =>
  new Promise<{ init: Extract<LiveMessage, { type: 'init' }>; fragments: number }>((resolve, reject) => {
    const socket = client.socket(`/ws/streams/${stream_id}/live`);
    let init: Extract<LiveMessage, { type: 'init' }> | undefined;
    let fragments = -1;
    socket.on('error', reject);
    socket.on('message', (data: Buffer, binary: boolean) => {
      if (binary) {
        fragments += 1;
        return;
      }
      const message = liveMessageSchema.parse(JSON.parse(data.toString()));
      if (message.type === 'init') {
        init = message;
        return;
      }
      if (message.type !== 'findings' || message.findings.persons.length === 0 || init === undefined) return;
      socket.close();
      resolve({ init, fragments });
    });
  });
