// Runs a program and waits. Uses nothing but Node.
import { spawn, spawnSync } from 'node:child_process';

/** Runs to the end with our own terminal; a failure ends the script with that program's exit code. */
export const run = async (command, args, options = {}) => {
  const code = await exitCode(command, args, options);
  if (code === 0) return;
  console.error(`✗ ${command} ${args.join(' ')} ended with ${code}`);
  process.exit(code);
};

/** Runs to the end and gives the exit code; a signal of ours is passed on. */
export const exitCode = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', forward).on('SIGTERM', forward);
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });

/** Whether a program can be started at all. */
export const exists = (command, args = ['--version']) =>
  spawnSync(command, args, { stdio: 'ignore' }).error === undefined;
