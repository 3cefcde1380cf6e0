import { impossible } from '#common';
import type { Source } from './source.ts';

/** A listener that heard nobody this long is started anew, so none outlives a killed station for long. */
const listen_s = 60;
const silence_s = 5;

/**
 * How long ffmpeg looks before it starts, per attempt: a sender with rare key frames needs more, and every
 * second of it delays the first picture (measured: first fragment 0.3 to 0.4 s after the time given here).
 * What was read while looking is not lost.
 */
const probing_s = [1, 4, 10];

/** False when `probe` is already the longest look. */
export const canProbeLonger = (probe: number): boolean => probe + 1 < probing_s.length;

const probing = (probe: number): string[] => {
  const seconds = probing_s[Math.min(probe, probing_s.length - 1)] ?? 1;
  return ['-analyzeduration', micros(seconds), '-probesize', '20000000', '-fpsprobesize', '0'];
};

/**
 * ffmpeg's arguments up to and with `-i`. Units differ by option (ffmpeg -h protocol=…): rtsp timeout
 * and rw_timeout in µs, rtmp timeout in s (and it means listening), srt timeouts in µs but
 * connect_timeout in ms. Secrets of SRT stand in options, so that ffmpeg's messages do not repeat them.
 */
export const inputArgs = (source: Source, probe = 0): string[] => {
  switch (source.kind) {
    case 'rtsp':
      return [
        ...allow('rtsp,rtp,udp,tcp'),
        ...['-rtsp_transport', source.transport, '-allowed_media_types', 'video'],
        ...['-timeout', micros(silence_s), ...probing(probe), '-i', source.url],
      ];
    case 'rtmp':
      return [
        ...allow('rtmp,tcp'),
        ...(source.mode === 'listen' ? ['-listen', '1', '-timeout', String(listen_s)] : []),
        ...['-rw_timeout', micros(silence_s), ...probing(probe), '-i', source.url],
      ];
    case 'srt':
      return [
        ...allow('srt'),
        ...['-mode', source.mode, '-latency', String(source.latency_ms * 1000)],
        ...(source.mode === 'listener' ? ['-listen_timeout', micros(listen_s)] : ['-connect_timeout', '3000']),
        ...['-timeout', micros(silence_s)],
        ...(source.passphrase === undefined ? [] : ['-passphrase', source.passphrase]),
        ...(source.stream_id === undefined ? [] : ['-srt_streamid', source.stream_id]),
        ...['-f', 'mpegts', ...probing(probe), '-i', `srt://${source.host}:${source.port}`],
      ];
    case 'udp':
      return [
        ...allow('udp'),
        ...['-fifo_size', '100000', '-overrun_nonfatal', '1', '-timeout', micros(listen_s)],
        ...(source.local_address === undefined ? [] : ['-localaddr', source.local_address]),
        ...['-f', 'mpegts', ...probing(probe), '-i', `udp://${source.host}:${source.port}`],
      ];
    case 'file':
      return [
        ...allow('file'),
        // Playlists would open other files: containers of one file only.
        ...['-format_whitelist', 'mov,matroska,mpegts,mpeg,flv,avi,h264,hevc'],
        ...(source.loop ? ['-stream_loop', '-1'] : []),
        ...['-re', '-i', `file:${source.path}`],
      ];
    default:
      return impossible(source);
  }
};

/**
 * The whole command: one video track, copied, as fragmented MP4 with one frame per fragment on pipe:1.
 * `-copyts` keeps gaps of the source as gaps; without it ffmpeg closes jumps of more than 10 s.
 * The mp4 muxer then starts every connection at dts 0, which is the epoch's time base.
 */
export const ingestArgs = (source: Source, probe = 0): string[] => [
  ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+warning'],
  ...['-copyts', '-start_at_zero', '-fflags', '+genpts'],
  ...inputArgs(source, probe),
  ...['-map', '0:v:0', '-c', 'copy', '-an', '-sn', '-dn', '-flush_packets', '1'],
  ...['-f', 'mp4', '-movflags', 'frag_every_frame+empty_moov+default_base_moof+skip_trailer', 'pipe:1'],
];

const allow = (protocols: string): string[] => ['-protocol_whitelist', `${protocols},pipe`];
const micros = (seconds: number): string => String(seconds * 1_000_000);
