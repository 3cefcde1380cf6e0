import { fail, ok } from '#common';
import type { Logger, Result } from '#common';
import { runFfmpeg } from './process.ts';
import { isExecutable, programOnPath } from './programs.ts';

export type Ffmpeg = {
  readonly path: string;
  /** As ffmpeg prints it, e.g. `5.1.9-0+deb12u1`. */
  readonly version: string;
  /** Input protocols this build can read; `srt` is absent from some. */
  readonly protocols: readonly string[];
};

export type FindOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
};

const oldest = [4, 4] as const;

/**
 * The ffmpeg to use: FFMPEG_BIN, else the `ffmpeg-static` package, else PATH. A named FFMPEG_BIN that
 * does not work is an error, never passed over. Faults: FFMPEG_MISSING, FFMPEG_UNUSABLE.
 */
export const findFfmpeg = async ({ env, logger }: FindOptions): Promise<Result<Ffmpeg>> => {
  const named = env['FFMPEG_BIN'];
  if (named !== undefined && named !== '') return probe(named);
  const tried: string[] = [];
  let unusable: Result<Ffmpeg> | undefined;
  for (const path of [await packaged(), programOnPath('ffmpeg', env)]) {
    if (path === undefined) continue;
    tried.push(path);
    const found = await probe(path);
    if (found.ok) return found;
    logger.warn({ path, fault: found.error }, 'this ffmpeg cannot be used');
    unusable ??= found;
  }
  return (
    unusable ??
    fail('FFMPEG_MISSING', { tried: [...tried, 'FFMPEG_BIN', 'ffmpeg-static', 'PATH'].join(', ') })
  );
};

/** The path `ffmpeg-static` names, where its download succeeded; the package is optional. */
const packaged = async (): Promise<string | undefined> => {
  const name = 'ffmpeg-static';
  try {
    const module: unknown = await import(name);
    const path =
      typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
    return typeof path === 'string' && isExecutable(path) ? path : undefined;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw cause;
  }
};

const probe = async (path: string): Promise<Result<Ffmpeg>> => {
  const shown = await runFfmpeg(path, ['-version'], { timeout_ms: 5000 });
  if (shown.spawn_error !== null) return fail('FFMPEG_UNUSABLE', { path, problem: shown.spawn_error });
  const version = /^ffmpeg version (\S+)/.exec(shown.stdout)?.[1];
  if (shown.code !== 0 || version === undefined) {
    return fail('FFMPEG_UNUSABLE', { path, problem: 'it does not answer -version like ffmpeg' });
  }
  if (!recentEnough(version)) {
    return fail('FFMPEG_UNUSABLE', { path, problem: `version ${version} is older than ${oldest.join('.')}` });
  }
  const listed = await runFfmpeg(path, ['-hide_banner', '-loglevel', 'error', '-protocols'], {
    timeout_ms: 5000,
  });
  return ok({ path, version, protocols: inputProtocols(listed.stdout) });
};

export const recentEnough = (version: string): boolean => isAtLeast(version, oldest);

/** Builds from git carry no number (`N-109000-g…`): they are taken as new. */
export const isAtLeast = (version: string, least: readonly [number, number]): boolean => {
  const match = /^n?(\d+)\.(\d+)/.exec(version);
  if (match === null) return /^(N-|git-|\d{4}-\d{2}-\d{2})/.test(version);
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > least[0] || (major === least[0] && minor >= least[1]);
};

const inputProtocols = (text: string): string[] => {
  const input = /Input:\s*([\s\S]*?)Output:/.exec(text)?.[1] ?? '';
  return input.split(/\s+/).filter((word) => word !== '');
};
