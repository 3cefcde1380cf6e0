import type { Fault } from '#common';
import { classify, codecOf, shownTail } from './classify.ts';
import type { ConnectionEnd } from './connection.ts';
import { waitsForSender } from './source.ts';
import type { Source } from './source.ts';

export type EndedConnection = {
  readonly end: ConnectionEnd;
  /** It gave at least one fragment. */
  readonly lived: boolean;
  readonly source: Source;
  /** Redacted. */
  readonly url: string;
  readonly ffmpeg_path: string;
};

/** Why a connection ended, as a catalogued fault whose details hold no secret. */
export const explainEnd = ({ end, lived, source, url, ffmpeg_path }: EndedConnection): Fault => {
  const details = { url, tail: shownTail(end.lines, source) };
  if (end.exit.spawn_error !== null) {
    return { code: 'FFMPEG_UNUSABLE', details: { path: ffmpeg_path, problem: end.exit.spawn_error } };
  }
  if (end.fault !== undefined) return { code: end.fault.code, details: { ...details, ...end.fault.details } };
  const code = classify(end.lines, source);
  if (code === 'STREAM_CODEC_UNSUPPORTED')
    return { code, details: { ...details, codec: codecOf(end.lines) } };
  if (code === 'STREAM_TIMEOUT') return { code, details: { ...details, waited_ms: 5000 } };
  if (code !== undefined) return { code, details };
  if (source.kind === 'file' && lived) return { code: 'STREAM_ENDED', details };
  if (!lived && waitsForSender(source))
    return { code: 'STREAM_NO_SENDER', details: { ...details, waited_ms: 60_000 } };
  return { code: 'STREAM_LOST', details };
};
