import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { silentLogger, unwrap } from '#common';
import { testFolder } from '../ingest/testing/media.ts';
import { findFfmpeg } from './find.ts';
import { hardwareSamples } from './hardware-sample.ts';
import { noHardware, probeHardware } from './hardware.ts';
import { runFfmpeg } from './process.ts';

const folder = testFolder();
afterAll(() => folder.remove());
const real = unwrap(await findFfmpeg({ env: process.env, logger: silentLogger })).path;

/** An ffmpeg that lists methods and answers trials of one of them with a sum; the others fail. */
const pretending = (name: string, works: string, sums: Readonly<Record<'h264' | 'hevc', string>>): string => {
  const path = join(folder.path, name);
  const lines = [
    'case "$*" in',
    '  *-hwaccels*) printf "Hardware acceleration methods:\\ncuda\\nvaapi\\n" ;;',
    `  *"-hwaccel ${works} "*"-f h264"*) echo "MD5=${sums.h264}" ;;`,
    `  *"-hwaccel ${works} "*"-f hevc"*) echo "MD5=${sums.hevc}" ;;`,
    '  *) echo "Device creation failed: -1." >&2; exit 1 ;;',
    'esac',
  ];
  writeFileSync(path, `#!/bin/sh\n${lines.join('\n')}\n`);
  chmodSync(path, 0o755);
  return path;
};

const sums = { h264: hardwareSamples.h264.md5, hevc: hardwareSamples.h265.md5 };
const linux = { platform: 'linux', devices: () => ['null', 'dri', 'nvidia0', 'nvidiactl'] } as const;

describe('hardware samples', () => {
  it.each(['h264', 'h265'] as const)(
    '%s decodes on the processor to the sum that stands beside it',
    async (codec) => {
      const { format, base64, md5 } = hardwareSamples[codec];
      const input = [
        '-protocol_whitelist',
        'data',
        '-f',
        format,
        '-i',
        `data:application/octet-stream;base64,${base64}`,
      ];
      const ran = await runFfmpeg(real, ['-v', 'error', ...input, '-vf', 'format=yuv420p', '-f', 'md5', '-']);
      expect(ran.stdout.trim()).toBe(`MD5=${md5}`);
    },
  );
});

describe('probeHardware', () => {
  it('does not even start ffmpeg where there is no device', async () => {
    const probed = await probeHardware({
      ffmpeg: '/nowhere/ffmpeg',
      platform: 'linux',
      devices: () => ['null'],
    });
    expect(probed).toEqual(noHardware);
  });

  it('uses the first method that decodes to the bit, and says why the others do not', async () => {
    const probed = await probeHardware({ ffmpeg: pretending('good', 'vaapi', sums), ...linux });
    expect(probed.use).toEqual({ h264: 'vaapi', h265: 'vaapi' });
    expect(probed.trials).toContainEqual({
      method: 'cuda',
      codec: 'h264',
      problem: 'Device creation failed: -1.',
    });
    expect(probed.trials).toContainEqual({
      method: 'qsv',
      codec: 'h265',
      problem: 'this ffmpeg was built without it',
    });
  });

  it('a method that decodes one codec is used for that one alone', async () => {
    const probed = await probeHardware({
      ffmpeg: pretending('half', 'cuda', { ...sums, hevc: '0'.repeat(32) }),
      ...linux,
    });
    expect(probed.use).toEqual({ h264: 'cuda', h265: null });
    expect(probed.trials).toContainEqual({
      method: 'cuda',
      codec: 'h265',
      problem: 'its pictures differ from those of the processor',
    });
  });

  it('takes no answer of a real ffmpeg for hardware that is not there', async () => {
    // Devices are claimed; ffmpeg itself then finds out that they are not there, or really decodes on them.
    const probed = await probeHardware({ ffmpeg: real, ...linux });
    expect(probed.trials.length).toBeGreaterThan(0);
    for (const codec of ['h264', 'h265'] as const) {
      const working = probed.trials.filter((trial) => trial.codec === codec && trial.problem === null);
      expect(probed.use[codec]).toBe(working[0]?.method ?? null);
    }
  });
});
