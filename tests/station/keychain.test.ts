import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { productFolders } from '#station';
import { programOnPath } from '#video';
import { KeyringSession } from './keyring-session.ts';
import { StationProcess } from './station-process.ts';

const programs = ['dbus-daemon', 'gnome-keyring-daemon', 'secret-tool'];
const lacking = programs.filter((name) => programOnPath(name, process.env) === undefined);

/** Skipped by name where no real keyring is installed. */
it.skipIf(lacking.length > 0)(
  'the key of the station moves into a real keyring and is found there by later starts alone',
  { timeout: 120_000 },
  async () => {
    const session = await KeyringSession.open();
    onTestFinished(() => session.close());
    const first = await StationProcess.start(undefined, ['--no-sample']);
    onTestFinished(() => first.stop());
    const keys = (): Promise<string[]> => readdir(join(first.data_dir, 'keys'));
    expect(await keys()).toContain('station-ed25519.file');
    await first.kill();

    for (const _ of ['moves', 'is found']) {
      const next = await StationProcess.start(first.data_dir, ['--no-sample', '--keychain'], session.env);
      expect(await keys()).toContain('station-ed25519.secret-service');
      expect(await keys()).not.toContain('station-ed25519.file');
      await next.kill();
    }

    const refusal = await refusedStart(first.data_dir, []);
    expect(refusal).toContain('STATION_KEY_UNREADABLE');
    const outside = await refusedStart(first.data_dir, ['--keychain']);
    expect(outside).toContain('KEYCHAIN_UNAVAILABLE');
  },
);

/** What a start outside of the session says as it ends. */
const refusedStart = async (data_dir: string, more: readonly string[]): Promise<string> => {
  const entry = join(productFolders().root, 'dist', 'landun.js');
  const args = ['start', '--data', data_dir, '--port', '0', '--mavlink', 'udpin:127.0.0.1:0', '--no-sample'];
  const { DBUS_SESSION_BUS_ADDRESS: _, DISPLAY: __, ...env } = process.env;
  return promisify(execFile)(process.execPath, [entry, ...args, ...more], { env }).then(
    () => '',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
};
