import { silentLogger, unwrap } from '#common';
import type { Logger } from '#common';
import type { Ffmpeg } from '../../ffmpeg/index.ts';
import { createIngest } from '../ingest.ts';
import type { Ingest, IngestFragment, IngestOptions, IngestState } from '../ingest-types.ts';
import { parseSource } from '../source.ts';
import { first } from './media.ts';
import { systemClock } from './system-clock.ts';

/** An ingest under test with all it said, and the process ids it used. */
export type Probe = {
  readonly ingest: Ingest;
  readonly states: readonly IngestState[];
  readonly fragments: readonly IngestFragment[];
  readonly pids: readonly number[];
  readonly warnings: readonly string[];
  /** Resolves at once when the present state fits, else with the next that does. */
  until(status: IngestState['status'], code?: string, within_ms?: number): Promise<IngestState>;
  /** The next `count` fragments. */
  more(count: number, within_ms?: number): Promise<void>;
};

export const probe = (ffmpeg: Ffmpeg, url: string, options: Partial<IngestOptions> = {}): Probe => {
  const pids: number[] = [];
  const warnings: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    debug: (fields) => {
      if (typeof fields['pid'] === 'number') pids.push(fields['pid']);
    },
    warn: (fields) => warnings.push(JSON.stringify(fields)),
    child: () => logger,
  };
  const ingest = createIngest({
    id: 'cam',
    name: 'camera',
    source: unwrap(parseSource(url)),
    ffmpeg,
    clock: systemClock,
    logger,
    ...options,
  });
  const states: IngestState[] = [];
  const fragments: IngestFragment[] = [];
  ingest.onState((state) => states.push(state));
  ingest.onFragment((fragment) => fragments.push(fragment));
  const fits = (state: IngestState, status: string, code?: string): boolean =>
    state.status === status && (code === undefined || state.fault?.code === code);
  return {
    ingest,
    states,
    fragments,
    pids,
    warnings,
    until: (status, code, within_ms) => {
      const now = ingest.state();
      if (fits(now, status, code)) return Promise.resolve(now);
      return first(
        (listener) => ingest.onState(listener),
        (state) => fits(state, status, code),
        `${url} ${status} ${code ?? ''}`,
        within_ms,
      );
    },
    more: async (count, within_ms) => {
      const from = fragments.length;
      await first(
        (listener) => ingest.onFragment(listener),
        () => fragments.length >= from + count,
        `${count} fragments of ${url}`,
        within_ms,
      );
    },
  };
};

/** True while a process of this id exists. */
export const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH is the answer looked for.
    return false;
  }
};
