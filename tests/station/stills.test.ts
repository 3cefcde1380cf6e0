import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lead } from '#common';
import { claimAdministrator, type HttpClient, type Running, startStation } from './harness.ts';
import { still, useTinyModels } from './still-pictures.ts';

const here = { lat_deg: 29.905, lon_deg: 121.405 };
const deadline_ms = 120_000;

let running: Running;
let administrator: HttpClient;
let site_id = '';
let inbox = '';

/** As a copy over a network does: under another name until it is whole. */
const drop = async (name: string, bytes: Uint8Array): Promise<void> => {
  await writeFile(join(inbox, `${name}.part`), bytes);
  await rename(join(inbox, `${name}.part`), join(inbox, name));
};
const filesIn = (folder: 'done' | 'refused'): Promise<string[]> =>
  readdir(join(running.data_dir, 'stills', folder));
const leads = (): Promise<Lead[]> => administrator.get('leads.list', {});

beforeAll(async () => {
  running = await startStation({ sample: false });
  administrator = await claimAdministrator(running);
  inbox = join(running.data_dir, 'stills', 'inbox');
  await useTinyModels(running, administrator);
  const ring: [number, number][] = [
    [121.4, 29.9],
    [121.41, 29.9],
    [121.41, 29.91],
    [121.4, 29.91],
  ];
  const site = await administrator.get('sites.save', {
    enterprise_id: null,
    name: { zh: '二号矿', en: 'Pit 2' },
    boundary: ring,
    zones: [
      { id: 'dust', name: { zh: '粉尘区', en: 'Dust' }, hazard: 'dust', requires: ['mask'], polygon: ring },
    ],
    posts: [],
  });
  site_id = site.id;
});
afterAll(() => running.stop());

it(
  'stills from a folder and over HTTP become leads with place and time, once, and what is no picture is put aside',
  { timeout: 4 * deadline_ms },
  async () => {
    const first = await still(320);
    await drop('DJI_0001.JPG', first);
    await expect.poll(() => filesIn('done'), { timeout: deadline_ms }).toEqual(['DJI_0001.JPG']);
    const [lead, ...others] = await leads();
    expect(others).toEqual([]);
    expect(lead).toMatchObject({
      stream_id: 'stills',
      site_id,
      state: 'open',
      clip_state: 'failed',
      clip_fault: 'NO_FILM',
      frame_utc_us: Date.UTC(2026, 10, 22, 6, 3, 20) * 1000,
      clock_error_us: 1_000_000,
      aircraft: { height_m: 12 },
      place: { zone_ids: ['dust'] },
      suspicion: { item: 'mask', state: 'not_worn', frames: 1, width_px: 640, height_px: 384 },
    });
    expect(lead?.model_id).toMatch(/^tiny /);
    // Below the middle of a picture that looks 60° down from 12 m: about 7 m to the north.
    const north_m = ((lead?.place?.lat_deg ?? 0) - here.lat_deg) * 111_195;
    expect(north_m).toBeGreaterThan(3);
    expect(north_m).toBeLessThan(11);
    const sealed = await administrator.file(`/files/leads/${lead?.id}/still.jpg`);
    expect(Buffer.from(await sealed.arrayBuffer()).equals(first)).toBe(true);

    // The same bytes under another name, and the same person a moment later: nothing new.
    await drop('DJI_0001 (1).JPG', first);
    await drop('DJI_0002.JPG', await still(322));
    await expect.poll(() => filesIn('done'), { timeout: deadline_ms }).toHaveLength(3);
    expect(await leads()).toHaveLength(1);

    await drop('notes.jpg', Buffer.from('no picture'));
    await expect.poll(() => filesIn('refused'), { timeout: deadline_ms }).toEqual(['notes.jpg']);

    const { platform, secret } = await administrator.get('platforms.add', { name: '机库' });
    const bytes = await still(64, false);
    const send = (key: string) => {
      const at = Date.now();
      const mac = createHmac('sha256', key).update(`${at}.`).update(bytes).digest('hex');
      return fetch(`${running.origin}/hook/platform/${platform.id}/still`, {
        method: 'POST',
        headers: {
          'content-type': 'image/jpeg',
          origin: 'https://elsewhere.example',
          'x-landun-signature': `t=${at},v1=${mac}`,
        },
        body: new Uint8Array(bytes),
      });
    };
    expect((await send('another secret')).status).toBe(403);
    // Two whose pictures never come: meanwhile no third one takes memory.
    const held = await Promise.all([hold(platform.id), hold(platform.id)]);
    const status = async () => (await send(secret)).status;
    expect(await status()).toBe(503);
    for (const asking of held) asking.destroy();
    await expect.poll(status, { timeout: deadline_ms }).toBe(202);
    const unplaced = async () => (await leads()).filter(({ id }) => id !== lead?.id);
    await expect.poll(async () => (await unplaced()).length, { timeout: deadline_ms }).toBeGreaterThan(0);
    // Nothing of it is told, so nothing is known: not where, and when only to a day.
    expect((await unplaced())[0]).toMatchObject({
      site_id: null,
      place: null,
      aircraft: null,
      clock_error_us: 24 * 3600 * 1_000_000,
    });
  },
);

/** An upload that the station has begun to take, and of which no more than the first byte comes. */
const hold = async (platform_id: string): Promise<ClientRequest> => {
  const asking = request(`${running.origin}/hook/platform/${platform_id}/still`, {
    method: 'POST',
    // The station answers “go on” once it has the head: without that the next upload might be there first.
    headers: { 'content-type': 'image/jpeg', 'content-length': '1000', expect: '100-continue' },
  });
  asking.on('error', () => undefined);
  asking.flushHeaders();
  await once(asking, 'continue');
  asking.write('x');
  return asking;
};
