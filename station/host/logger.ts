import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import type { Logger } from '#common';

const secrets = ['password', 'token', 'session', 'setup_token', 'passphrase'];

/**
 * JSON lines in `logs/landun.jsonl` of the data folder; warnings and worse on stderr too.
 * stdout belongs to what a command prints.
 */
export const createLogger = (data_dir: string): Logger => {
  const folder = join(data_dir, 'logs');
  mkdirSync(folder, { recursive: true });
  const file = pino.destination({ dest: join(folder, 'landun.jsonl'), append: true, sync: true });
  return pinoLogger(
    pino.multistream([
      { level: 'info', stream: file },
      { level: 'warn', stream: pino.destination({ dest: 2, sync: true }) },
    ]),
  );
};

/** Warnings and worse on stderr: for commands without a data folder. */
export const stderrLogger = (): Logger =>
  pinoLogger(pino.multistream([{ level: 'warn', stream: pino.destination({ dest: 2, sync: true }) }]));

const pinoLogger = (streams: pino.MultiStreamRes<string>): Logger =>
  pino(
    {
      base: null,
      serializers: { error: pino.stdSerializers.err },
      redact: { paths: [...secrets, ...secrets.map((name) => `*.${name}`)], censor: '***' },
    },
    streams,
  );
