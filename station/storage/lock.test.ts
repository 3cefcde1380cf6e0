import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unwrap } from '#common';
import { temporaryFolder } from '../testing/fixtures.ts';
import { lockDataFolder } from './lock.ts';

it('keeps a folder that a running process holds', async () => {
  const folder = await temporaryFolder();
  const other = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
  await once(other, 'spawn');
  await writeFile(join(folder, 'landun.lock'), String(other.pid));
  expect(await lockDataFolder(folder)).toMatchObject({
    error: { code: 'DATA_IN_USE', details: { pid: other.pid } },
  });

  other.kill('SIGKILL');
  await once(other, 'exit');
  const unlock = unwrap(await lockDataFolder(folder));
  await unlock();
  expect((await lockDataFolder(folder)).ok).toBe(true);
});

it.each(['', 'nonsense', '-1'])('takes over a lock that holds %j', async (content) => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'landun.lock'), content);
  expect((await lockDataFolder(folder)).ok).toBe(true);
});
