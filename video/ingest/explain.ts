import type { Fault } from '#common';
import { classify, codecOf, shownTail } from './classify.ts';
import type { ConnectionEnd } from './connection.ts';
import { silence_s } from './source-args.ts';
import { waitsForSender } from './source.ts';
import type { Source } from './source.ts';

export type EndedConnection = {
  readonly end: ConnectionEnd;
  /** It gave at least one fragment. */
  readonly lived: boolean;
  /** From its start to its end. */
  readonly lasted_ms: number;
  readonly source: Source;
  /** Redacted. */
  readonly url: string;
  readonly ffmpeg_path: string;
};

/** Why a connection ended, as a catalogued fault whose details hold no secret. */
export const explainEnd = ({ end, lived, lasted_ms, source, url, ffmpeg_path }: EndedConnection): Fault => {
  const details = { url, tail: shownTail(end.lines, source) };
  if (end.exit.spawn_error !== null) {
    return { code: 'FFMPEG_UNUSABLE', details: { path: ffmpeg_path, problem: end.exit.spawn_error } };
  }
  if (end.fault !== undefined) return { code: end.fault.code, details: { ...details, ...end.fault.details } };
  const said = classify(end.lines, source);
  // ffmpeg calls silence invalid data too; but what is invalid is so at once.
  const silent = !lived && said === 'STREAM_NOT_MEDIA' && lasted_ms >= silence_s * 1000;
  const code = silent && source.kind !== 'file' ? 'STREAM_TIMEOUT' : said;
  if (code === 'STREAM_CODEC_UNSUPPORTED')
    return { code, details: { ...details, codec: codecOf(end.lines) } };
  if (code === 'STREAM_TIMEOUT') return { code, details: { ...details, waited_ms: silence_s * 1000 } };
  if (code !== undefined) return { code, details };
  if (source.kind === 'file' && lived) return { code: 'STREAM_ENDED', details };
  if (!lived && waitsForSender(source))
    return { code: 'STREAM_NO_SENDER', details: { ...details, waited_ms: 60_000 } };
  return { code: 'STREAM_LOST', details };
};
