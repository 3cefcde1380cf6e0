import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { ok, type Result } from '#common';
import { runFfmpeg } from '#video';
import { offline, setupWrong } from './channel.ts';

const longest_s = 30;
const g711_hz = 8000;

/**
 * Plays a recording of this machine to a speaker that listens for RTP: G.711 µ-law, payload type 0
 * (RFC 3551 §4.5.14), in real time, at most half a minute. RTP has no answer: success means that it was sent.
 */
export const createRtpPlayer =
  (ffmpeg_path: string) =>
  async (recording: string, target: string): Promise<Result<void>> => {
    const address = /^rtp:\/\/(?:[\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/i;
    if (!address.test(target)) return setupWrong('the address is not rtp://host:port');
    // A path that ffmpeg could take for another protocol or an option is none.
    if (!isAbsolute(recording)) return setupWrong('the recording is not an absolute path');
    const there = await stat(recording).catch(() => undefined);
    if (there === undefined || !there.isFile()) return setupWrong('there is no such recording');
    const played = await runFfmpeg(
      ffmpeg_path,
      [
        ...[
          '-nostdin',
          '-v',
          'error',
          '-re',
          '-protocol_whitelist',
          'file',
          '-i',
          recording,
          '-t',
          String(longest_s),
        ],
        ...['-vn', '-ac', '1', '-ar', String(g711_hz), '-c:a', 'pcm_mulaw', '-f', 'rtp', target],
      ],
      { timeout_ms: (longest_s + 10) * 1000 },
    );
    return played.code === 0 ? ok(undefined) : offline('ffmpeg could not play it');
  };
