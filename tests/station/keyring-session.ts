import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';

/** A user's session with an unlocked keyring: a bus of its own and a real GNOME Keyring on it (Debian packages). */
export class KeyringSession {
  readonly #children: readonly ChildProcess[];
  readonly #folder: string;
  /** What a program needs in its environment to be part of the session. */
  readonly env: NodeJS.ProcessEnv;

  private constructor(folder: string, env: NodeJS.ProcessEnv, children: readonly ChildProcess[]) {
    this.#folder = folder;
    this.env = env;
    this.#children = children;
  }

  static async open(): Promise<KeyringSession> {
    const folder = await mkdtemp(join(tmpdir(), 'landun-keyring-'));
    const address = `unix:path=${join(folder, 'bus')}`;
    const env = {
      ...process.env,
      HOME: folder,
      XDG_RUNTIME_DIR: folder,
      XDG_DATA_HOME: folder,
      DBUS_SESSION_BUS_ADDRESS: address,
    };
    const bus = begin('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--address', address], env);
    await until(env, 'org.freedesktop.DBus');
    const keyring = begin(
      'gnome-keyring-daemon',
      ['--foreground', '--unlock', '--components', 'secrets'],
      env,
      'password of the session',
    );
    await until(env, 'org.freedesktop.secrets');
    return new KeyringSession(folder, env, [keyring, bus]);
  }

  async close(): Promise<void> {
    for (const child of this.#children) {
      const ended = once(child, 'close');
      if (child.exitCode === null && child.signalCode === null) {
        child.kill();
        await ended;
      }
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const begin = (
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  input = '',
): ChildProcess => {
  const child = spawn(program, args, { env, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(input);
  return child;
};

/** Until the bus knows a service of this name; asking for its owner starts none. */
const until = async (env: NodeJS.ProcessEnv, name: string): Promise<void> => {
  const question = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/'];
  const asked = [...question, 'org.freedesktop.DBus.NameHasOwner', `string:${name}`];
  await expect
    .poll(() => promisify(execFile)('dbus-send', asked, { env }).then(({ stdout }) => stdout, String), {
      timeout: 30_000,
    })
    .toContain('true');
};
