import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock, type Result, unwrap } from '#common';
import type { Outgoing } from '../mavlink/index.ts';
import { type OpenFile, serveFiles } from '../simulator/files.ts';
import { seededRandom } from '../simulator/random.ts';
import { message } from '../testing/messages.ts';
import { isPathAboard, parseFtpAddress } from './address.ts';
import { Assembly } from './assembly.ts';
import { ftpCrc32 } from './checksum.ts';
import { type FtpPorts, type KeptFile, listAboard, readAboard } from './client.ts';
import { decodeFtp, encodeFtp, ftpOpcode } from './frame.ts';
import { entriesOf } from './list.ts';

const us = { system_id: 245, component_id: 190 };

/** A vehicle's file server behind an air that loses and delays, in the time of its own clock. */
const meet = (options: {
  files: Map<string, Uint8Array>;
  loss?: number;
  seed?: number;
  jitter_ms?: number;
  bursts?: boolean;
  /** What the vehicle answers, changed as a faulty one would. */
  spoil?: (part: Outgoing) => Outgoing | null;
}) => {
  const { files, loss = 0, seed = 1, jitter_ms = 20, bursts, spoil = (part) => part } = options;
  const clock = new FakeClock();
  const random = seededRandom(seed);
  const air = { cut: false, asked: [] as number[] };
  const listeners = new Set<(arrived: ReturnType<typeof message>) => void>();
  let open: OpenFile = null;
  const travel = (part: Outgoing, arrive: (whole: ReturnType<typeof message>) => void): void => {
    if (air.cut || random() < loss) return;
    const whole = message(part);
    clock.after(20 + random() * jitter_ms, () => arrive(whole));
  };
  const ports: FtpPorts = {
    clock,
    target: { target_system: 1, target_component: 1 },
    sequence: { last: 0 },
    channel: {
      send: (part) => {
        travel(part, (whole) => {
          if (whole.name !== 'FILE_TRANSFER_PROTOCOL') return;
          air.asked.push(decodeFtp(whole.payload)?.opcode ?? -1);
          const step = serveFiles(open, whole.payload, us, { files, packed: () => null, bursts });
          open = step.open;
          for (const reply of step.replies) {
            const spoilt = spoil(reply);
            if (spoilt !== null)
              travel(spoilt, (answer) => {
                for (const listener of [...listeners]) listener(answer);
              });
          }
        });
      },
      onMessage: (listener) => {
        listeners.add(listener);
        return () => {
          listeners.delete(listener);
        };
      },
    },
  };
  const settle = async <T>(work: Promise<Result<T>>): Promise<Result<T>> => {
    let done: Result<T> | undefined;
    void work.then((value) => {
      done = value;
    });
    for (let step = 0; step < 40_000 && done === undefined; step += 1) await clock.advance(100);
    if (done === undefined) throw new Error('it has no end');
    return done;
  };
  const read = (path: string, kept: KeptFile = { file: null }, unless_bytes?: number) =>
    settle(readAboard(path, ports, { most_bytes: 48e6, kept, unless_bytes }));
  return { air, clock, ports, settle, read };
};

const noise = (bytes: number, seed = 7): Uint8Array => {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: bytes }, () => Math.floor(random() * 256));
};
const picture = '/DCIM/100LANDUN/IMG_0001.JPG';

describe('a file aboard', () => {
  it('of 8 MB comes whole and identical over a link that loses a fifth', { timeout: 60_000 }, async () => {
    const bytes = noise(8_000_000);
    const { read, air } = meet({ files: new Map([[picture, bytes]]), loss: 0.2, seed: 3 });
    const got = unwrap(await read(picture));
    expect(got !== null && Buffer.from(got).equals(bytes)).toBe(true);
    expect(air.asked.filter((opcode) => opcode === ftpOpcode.burst_read_file).length).toBeGreaterThan(500);
  });

  it('comes whole whatever its size, the loss, the delay, and whether bursts are known', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 20_000 }),
        fc.double({ min: 0, max: 0.4, noNaN: true }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 0, max: 200 }),
        fc.boolean(),
        async (size, loss, seed, jitter_ms, bursts) => {
          const bytes = noise(size, seed);
          const { read } = meet({ files: new Map([[picture, bytes]]), loss, seed, jitter_ms, bursts });
          const kept: KeptFile = { file: null };
          // An unlucky air may cut a reading off: it goes on from there.
          let got = await read(picture, kept);
          for (let again = 0; again < 20 && !got.ok; again += 1) got = await read(picture, kept);
          expect(unwrap(got)).toEqual(bytes);
        },
      ),
      { seed: 20_261_128, numRuns: 40 },
    );
  });

  it('goes on where the link was lost', async () => {
    const bytes = noise(400_000);
    const { read, air, settle, ports } = meet({ files: new Map([[picture, bytes]]) });
    const kept: KeptFile = { file: null };
    const cut = readAboard(picture, ports, {
      most_bytes: 1e6,
      kept,
      onProgress: ({ received }) => {
        if (received > 200_000) air.cut = true;
      },
    });
    expect(await settle(cut)).toMatchObject({
      error: { code: 'FTP_INTERRUPTED', details: { bytes: 400_000 } },
    });
    const had = kept.file?.received ?? 0;
    expect(had).toBeGreaterThan(200_000);
    air.cut = false;
    air.asked.length = 0;
    expect(unwrap(await read(picture, kept))).toEqual(bytes);
    // 40 pieces of 239 bytes a burst: about half of the 42 that the whole file takes.
    expect(air.asked.filter((opcode) => opcode === ftpOpcode.burst_read_file).length).toBeLessThan(25);
  });

  it('that is too large is refused before it is read, and one that was read already is not read again', async () => {
    const { read, air, ports, settle } = meet({ files: new Map([[picture, noise(5000)]]) });
    const refused = await settle(readAboard(picture, ports, { most_bytes: 4999, kept: { file: null } }));
    expect(refused).toMatchObject({ error: { code: 'FTP_TOO_LARGE', details: { bytes: 5000, most: 4999 } } });
    expect(await read(picture, { file: null }, 5000)).toEqual({ ok: true, value: null });
    expect(air.asked).not.toContain(ftpOpcode.burst_read_file);
    expect(await read('/DCIM/none.jpg')).toMatchObject({ error: { code: 'FTP_UNAVAILABLE' } });
  });

  it('is not believed where the vehicle reckons another checksum, and is where it reckons none', async () => {
    const bytes = noise(3000);
    const files = new Map([[picture, bytes]]);
    const flipped = meet({
      files,
      spoil: (part) => {
        const frame = part.name === 'FILE_TRANSFER_PROTOCOL' ? decodeFtp([...(part.payload ?? [])]) : null;
        if (frame?.answers !== ftpOpcode.burst_read_file || frame.offset !== 478) return part;
        return { ...part, payload: encodeFtp({ ...frame, data: frame.data.map((byte) => byte ^ 1) }) };
      },
    });
    const kept: KeptFile = { file: null };
    expect(await flipped.read(picture, kept)).toMatchObject({ error: { code: 'FTP_DIFFERS' } });
    expect(kept.file).toBeNull();
    const silent = meet({
      files,
      spoil: (part) =>
        part.name === 'FILE_TRANSFER_PROTOCOL' &&
        decodeFtp([...(part.payload ?? [])])?.answers === ftpOpcode.calc_file_crc32
          ? null
          : part,
    });
    expect(unwrap(await silent.read(picture))).toEqual(bytes);
  });

  it('takes nothing of the file read before it, however late that comes', async () => {
    const [first, second] = [noise(30_000, 1), noise(30_000, 2)];
    const { read } = meet({
      files: new Map([
        ['/a.jpg', first],
        ['/b.jpg', second],
      ]),
      jitter_ms: 1500,
      seed: 5,
    });
    for (let round = 0; round < 3; round += 1) {
      expect(unwrap(await read('/a.jpg'))).toEqual(first);
      expect(unwrap(await read('/b.jpg'))).toEqual(second);
    }
  });
});

describe('a folder aboard', () => {
  it('is listed whole over loss, with what lies in it by name and size', async () => {
    const files = new Map(
      Array.from({ length: 90 }, (_, index) => [`/DCIM/100LANDUN/IMG_${index}.JPG`, new Uint8Array(index)]),
    );
    files.set('/DCIM/notes.txt', new Uint8Array(3));
    const { settle, ports } = meet({ files, loss: 0.2, seed: 9 });
    expect(unwrap(await settle(listAboard('/DCIM', ports)))).toEqual([
      { kind: 'folder', name: '100LANDUN' },
      { kind: 'file', name: 'notes.txt', bytes: 3 },
    ]);
    const listed = unwrap(await settle(listAboard('/DCIM/100LANDUN', ports)));
    expect(listed).toHaveLength(90);
    expect(listed[89]).toEqual({ kind: 'file', name: 'IMG_89.JPG', bytes: 89 });
    expect(await settle(listAboard('/nowhere', ports))).toMatchObject({ error: { code: 'FTP_UNAVAILABLE' } });
  });

  it('counts what it leaves out: names that lead elsewhere, and entries that are none', () => {
    const data = new TextEncoder().encode(
      'D..\0D.\0S\0Fgood.jpg\t12\0F../evil.jpg\t3\0Fa\\b\t3\0Fnosize\0D\0Fcut of',
    );
    expect(entriesOf(data)).toEqual([
      null,
      null,
      null,
      { kind: 'file', name: 'good.jpg', bytes: 12 },
      null,
      null,
      null,
      null,
    ]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 239 }), (bytes) => {
        for (const entry of entriesOf(bytes)) expect(entry?.name ?? '').not.toMatch(/[/\\]/);
      }),
    );
  });
});

describe('what has come of a file', () => {
  it('is what lies in it, in whatever order and however often it came', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.array(fc.tuple(fc.nat(320), fc.nat(60)), { maxLength: 40 }),
        (size, pieces) => {
          const file = new Assembly(size);
          const come = new Set<number>();
          for (const [offset, length] of pieces) {
            const before = come.size;
            if (offset + length <= size) for (let at = offset; at < offset + length; at += 1) come.add(at);
            expect(file.put(offset, new Uint8Array(length))).toBe(come.size - before);
          }
          expect(file.received).toBe(come.size);
          const missing: number[] = [];
          for (let gap = file.gap(); gap !== null; gap = file.gap(gap.end))
            for (let at = gap.start; at < gap.end; at += 1) missing.push(at);
          expect(missing).toEqual(Array.from({ length: size }, (_, at) => at).filter((at) => !come.has(at)));
          expect(file.tail()?.end ?? size).toBe(size);
        },
      ),
    );
  });
});

describe('an address of a file aboard', () => {
  it.each([
    ['mftp:///DCIM/a.jpg', { path: '/DCIM/a.jpg', component_id: 100 }],
    ['mftp://;comp=1/DCIM/a.jpg', { path: '/DCIM/a.jpg', component_id: 1 }],
    ['mftp://[;comp=101]/DCIM/a.jpg', { path: '/DCIM/a.jpg', component_id: 101 }],
    ['mavlinkftp://DCIM/a.jpg', { path: 'DCIM/a.jpg', component_id: 100 }],
    ['MFTP:///照片/一.jpg', { path: '/照片/一.jpg', component_id: 100 }],
    ['http://192.168.1.1/a.jpg', null],
    ['/DCIM/a.jpg', null],
    ['mftp://', null],
    ['mftp://;comp=0/a.jpg', null],
    ['mftp://;comp=999/a.jpg', null],
    ['mftp:///a\nb.jpg', null],
    [`mftp:///${'x'.repeat(201)}`, null],
  ])('%j', (url, aboard) => {
    expect(parseFtpAddress(url, 100)).toEqual(aboard);
  });

  it('is bounded in bytes, not in letters', () => {
    expect(isPathAboard('照'.repeat(66))).toBe(true);
    expect(isPathAboard('照'.repeat(67))).toBe(false);
  });
});

it('the checksum is that of the field', () => {
  const digits = new TextEncoder().encode('123456789');
  // The check value of CRC-32's polynomial begun with zero and not inverted.
  expect(ftpCrc32(digits)).toBe(0x2dfd2d88);
});
