import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { fail, type Logger, ok, type Result } from '#common';

const secrets = ['password', 'token', 'session', 'setup_token', 'passphrase'];

/**
 * JSON lines in `logs/landun.jsonl` of the data folder; warnings and worse on stderr too.
 * stdout belongs to what a command prints. The first write into the data folder: DATA_READ_ONLY where it cannot be.
 */
export const openLogger = (data_dir: string): Result<Logger> => {
  const folder = join(data_dir, 'logs');
  try {
    mkdirSync(folder, { recursive: true });
    const file = pino.destination({ dest: join(folder, 'landun.jsonl'), append: true, sync: true });
    return ok(
      pinoLogger(
        pino.multistream([
          { level: 'info', stream: file },
          { level: 'warn', stream: pino.destination({ dest: 2, sync: true }) },
        ]),
      ),
    );
  } catch (cause) {
    return fail('DATA_READ_ONLY', { path: data_dir, problem: String(cause) });
  }
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
