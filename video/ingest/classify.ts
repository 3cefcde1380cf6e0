import type { ErrorCode } from '#common';
import { redactLine } from './redact.ts';
import type { Source } from './source.ts';

type Rule = {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly kinds?: readonly Source['kind'][];
};

/** The first rule that any line meets wins, so the specific ones stand first. Texts of ffmpeg 4.4 to 7. */
const rules: readonly Rule[] = [
  {
    pattern: /401 Unauthorized|403 Forbidden|BADSECRET|Incorrect passphrase|authori[sz]ation failed/i,
    code: 'STREAM_LOGIN_REFUSED',
  },
  {
    pattern: /404 (Stream )?Not Found|StreamNotFound|Play\.StreamNotFound|454 Session/i,
    code: 'STREAM_NOT_FOUND',
  },
  { pattern: /Address already in use|bind failed/i, code: 'STREAM_PORT_IN_USE' },
  { pattern: /Connection refused/i, code: 'STREAM_REFUSED' },
  {
    pattern: /resolve hostname|Name or service not known|No route to host|Network is unreachable/i,
    code: 'STREAM_HOST_UNKNOWN',
  },
  // Score 1 is the file's name only: nothing inside looks like video.
  { pattern: /detected only with low score of 1,/i, code: 'STREAM_NOT_MEDIA', kinds: ['file'] },
  {
    pattern: /moov atom not found|Truncating packet|partial file/i,
    code: 'STREAM_FILE_TRUNCATED',
    kinds: ['file'],
  },
  {
    pattern: /No such file or directory|Permission denied|Is a directory/i,
    code: 'STREAM_FILE_MISSING',
    kinds: ['file'],
  },
  { pattern: /matches no streams|does not contain any stream/i, code: 'STREAM_NO_VIDEO' },
  {
    pattern: /Could not find tag for codec|codec not currently supported in container/i,
    code: 'STREAM_CODEC_UNSUPPORTED',
  },
  {
    pattern: /Cannot read RTMP handshake|RTMP handshake|Invalid data found|Format not on whitelist/i,
    code: 'STREAM_NOT_MEDIA',
  },
  { pattern: /timed out|ETIMEDOUT/i, code: 'STREAM_TIMEOUT' },
];

/** The sender came with another app or key than the address says; ffmpeg itself lets it in. */
export const isWrongKey = (line: string): boolean =>
  /App field don't match up|Unexpected stream .*, expecting/.test(line);

/** The stream id that somebody brought to a listening SRT source; undefined for every other line. */
export const srtIdIn = (line: string): string | undefined =>
  /accept streamid \[(.*)\], length \d+/.exec(line)?.[1];

/** The look before the start was too short to meet a key frame. */
export const probedTooShort = (lines: readonly string[]): boolean =>
  lines.some((line) => /unspecified size|dimensions not set|Could not find codec parameters/i.test(line));

/**
 * Why ffmpeg ended, from its last lines; undefined when they say nothing. Its exit code is not asked:
 * ffmpeg ends with 0 when a UDP sender dies.
 */
export const classify = (lines: readonly string[], source: Source): ErrorCode | undefined =>
  rules.find(
    ({ pattern, kinds }) =>
      (kinds === undefined || kinds.includes(source.kind)) && lines.some((line) => pattern.test(line)),
  )?.code;

/** The last lines as details of a fault: redacted, at most eight. What was asked for in detail tells others' secrets. */
export const shownTail = (lines: readonly string[], source: Source): string[] =>
  lines
    .filter((line) => !line.includes('[verbose]'))
    .slice(-8)
    .map((line) => redactLine(line, source));

/** What a codec fault names: the codec ffmpeg spoke of, where it did. */
export const codecOf = (lines: readonly string[]): string => {
  for (const line of lines) {
    const codec = /for codec (\w+)/.exec(line)?.[1];
    if (codec !== undefined) return codec;
  }
  return 'unknown';
};
