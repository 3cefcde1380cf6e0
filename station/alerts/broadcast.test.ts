import { createSocket } from 'node:dgram';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { silentLogger, unwrap } from '#common';
import { findFfmpeg } from '#video';
import { addPerson, openTestStore } from '../testing/fixtures.ts';
import { createRtpPlayer } from './channels/index.ts';
import { addChannel, openDesk, passSeconds, raise, standIn } from './testing/desk.ts';

const opened = async (broadcast: boolean) => {
  const store = await openTestStore();
  const admin = await addPerson(store.database, 'admin', ['administrator']);
  const li = await addPerson(store.database, 'li', ['inspector']);
  const speaker = await standIn(store, () => ({ body: {} }));
  const desk = await openDesk(store);
  const rule = { site_id: null, hazard: null, first: ['li'], second: [], supervisor: [], broadcast };
  await desk.duty.saveSettings(
    { ...(await desk.duty.settings()), rules: [{ ...rule, hours: null }] },
    'admin',
  );
  await desk.start();
  const add = () =>
    addChannel(desk, admin, {
      kind: 'loudspeaker',
      fields: { url: `${speaker.origin}/say`, body: '{"text":"{text}"}' },
    });
  const said = () => speaker.heard.map(({ body }) => (JSON.parse(body.toString()) as { text: string }).text);
  return { ...store, admin, li, desk, speaker, add, said };
};

it('reminds everybody on site at once where the rule says so, and accuses nobody', async () => {
  const all = await opened(true);
  await all.add();
  await raise(all, all.desk);
  await all.desk.idle();
  expect(all.said()).toEqual(['安全提醒：请现场作业人员正确佩戴防尘口罩。']);
  // The alert grows and goes on: the loudspeaker has said its word.
  await raise(all, all.desk);
  await passSeconds(all, all.desk, 240, 30);
  expect(all.said().length).toBe(1);
  // It is heard by workers, not by an inspector: nobody has been told yet.
  expect((await all.desk.alerts.list(1))[0]?.state).not.toBe('acknowledged');
});

it('stays silent without a rule, and speaks the words of a person, who stands in the ledger', async () => {
  const all = await opened(false);
  await raise(all, all.desk);
  const [alert] = await all.desk.alerts.list(1);
  const id = alert?.id ?? '';
  expect(await all.desk.alerts.broadcast(id, all.li, '')).toMatchObject({ error: { code: 'NOT_FOUND' } });
  await all.add();
  await all.desk.idle();
  expect(all.said()).toEqual([]);
  unwrap(await all.desk.alerts.broadcast(id, all.li, '二号破碎机请停机'));
  unwrap(await all.desk.alerts.broadcast(id, all.li, ''));
  await all.desk.idle();
  expect(all.said()).toEqual(['二号破碎机请停机', '安全提醒：请现场作业人员正确佩戴防尘口罩。']);
  const rows = await all.database
    .selectFrom('ledger')
    .selectAll()
    .where('action', '=', 'alert.broadcast')
    .execute();
  expect(rows.map(({ actor, details }) => [actor, (JSON.parse(details) as { words: string }).words])).toEqual(
    [
      ['li', '二号破碎机请停机'],
      ['li', ''],
    ],
  );
});

it('does not shout a minute late', async () => {
  const all = await opened(true);
  await all.add();
  all.speaker.answer(() => 'hang_up');
  await raise(all, all.desk);
  await passSeconds(all, all.desk, 120, 10);
  all.speaker.answer(() => ({ body: {} }));
  const before = all.said().length;
  await passSeconds(all, all.desk, 600, 60);
  expect(all.said().length).toBe(before);
});

it('plays a recording as G.711 over RTP to a speaker, and nothing but a file of this machine', async () => {
  const { data_dir } = await openTestStore();
  const { path } = unwrap(await findFfmpeg({ env: process.env, logger: silentLogger }));
  const recording = join(data_dir, 'reminder.wav');
  await writeFile(recording, wave());
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  const packets: Buffer[] = [];
  socket.on('message', (packet) => packets.push(packet));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
  const play = createRtpPlayer(path);
  const target = `rtp://127.0.0.1:${socket.address().port}`;
  unwrap(await play(recording, target));
  const audio = packets.filter((packet) => packet[0] === 0x80 && ((packet[1] ?? 255) & 0x7f) === 0);
  // Half a second of 8 kHz, one byte a sample, behind 12 bytes of header.
  const samples = audio.reduce((sum, packet) => sum + packet.length - 12, 0);
  expect(samples).toBeGreaterThanOrEqual(3900);
  expect(samples).toBeLessThanOrEqual(4100);
  for (const [file, to] of [
    ['http://example.com/a.wav', target],
    [join(data_dir, 'none.wav'), target],
    [recording, 'rtp://127.0.0.1:5004?localaddr=x'],
    [recording, 'http://127.0.0.1:80'],
  ] as const)
    expect(await play(file, to)).toMatchObject({ error: { code: 'CHANNEL_SETUP_WRONG' } });
});

/** Half a second of a tone: 16-bit mono PCM at 8 kHz. */
const wave = (): Buffer => {
  const samples = 4000;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples * 2, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples * 2, 40);
  const body = Buffer.alloc(samples * 2);
  for (let at = 0; at < samples; at += 1) body.writeInt16LE(Math.round(8000 * Math.sin(at / 3)), at * 2);
  return Buffer.concat([head, body]);
};
