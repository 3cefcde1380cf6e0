import { impossible } from '#common';
import { ffmpegOptions, isAtLeast } from '../ffmpeg/index.ts';
import type { Source } from './source.ts';

/** A listener that heard nobody this long is started anew, so none outlives a killed station for long. */
const listen_s = 60;
/** A key frame comes as one burst; the system gives what it allows (Linux: net.core.rmem_max). */
const socket_bytes = 8 * 1024 * 1024;
/**
 * A track of MPEG-TS whose kind its tables do not tell (G.711, metadata) is guessed at for so many packets;
 * meanwhile the picture is held back, by default for 2500: most of a minute.
 */
const guessed_packets = 20;
/** A server that says nothing for so long is asked anew; the stall watch is only a little slower. */
export const silence_s = 2.5;

/**
 * How long ffmpeg looks before it starts, per attempt: a sender with rare key frames needs more, and every
 * second of it delays the first picture (measured: first fragment 0.3 to 0.4 s after the time given here).
 * What was read while looking is not lost.
 */
const probing_s = [1, 4, 10];
/** RTSP and RTMP tell the picture's size before the first frame. */
const probing_told_s = [0.5, 4, 10];

/** False when `probe` is already the longest look. */
export const canProbeLonger = (probe: number): boolean => probe + 1 < probing_s.length;

const probing = (probe: number, seconds: readonly number[] = probing_s) => ({
  analyzeduration: micros(seconds[Math.min(probe, seconds.length - 1)] ?? 1),
  probesize: 20_000_000,
  fpsprobesize: 0,
});

/**
 * ffmpeg's arguments up to and with `-i`. Units differ by option (ffmpeg -h protocol=…): rtsp timeout
 * and rw_timeout in µs, rtmp timeout in s (and it means listening), srt timeouts in µs but
 * connect_timeout in ms. Secrets of SRT stand in options, so that ffmpeg's messages do not repeat them.
 */
export const inputArgs = (source: Source, probe = 0): string[] => {
  switch (source.kind) {
    case 'rtsp':
      return ffmpegOptions({
        protocol_whitelist: 'rtsp,rtp,udp,tcp,pipe',
        rtsp_transport: source.transport,
        allowed_media_types: 'video',
        timeout: micros(silence_s),
        ...probing(probe, probing_told_s),
        i: source.url,
      });
    case 'rtmp':
      return ffmpegOptions({
        protocol_whitelist: 'rtmp,tcp,pipe',
        ...(source.mode === 'listen' ? { listen: 1, timeout: listen_s } : {}),
        rw_timeout: micros(silence_s),
        ...probing(probe, probing_told_s),
        i: source.url,
      });
    case 'srt':
      return ffmpegOptions({
        protocol_whitelist: 'srt,pipe',
        mode: source.mode,
        latency: source.latency_ms * 1000,
        ...(source.mode === 'listener' ? { listen_timeout: micros(listen_s) } : { connect_timeout: 3000 }),
        timeout: micros(silence_s),
        passphrase: source.passphrase,
        srt_streamid: source.stream_id,
        f: 'mpegts',
        max_probe_packets: guessed_packets,
        ...probing(probe),
        i: `srt://${source.host}:${source.port}`,
      });
    case 'udp':
      return ffmpegOptions({
        protocol_whitelist: 'udp,pipe',
        fifo_size: 100_000,
        buffer_size: socket_bytes,
        overrun_nonfatal: 1,
        timeout: micros(listen_s),
        localaddr: source.local_address,
        f: 'mpegts',
        max_probe_packets: guessed_packets,
        ...probing(probe),
        i: `udp://${source.host}:${source.port}`,
      });
    case 'hls':
      return ffmpegOptions({
        // Without `file`: a playlist must not open what lies on this machine.
        protocol_whitelist: 'http,https,tls,tcp,crypto,pipe',
        rw_timeout: micros(2 * silence_s),
        live_start_index: -1,
        f: 'hls',
        ...probing(probe),
        i: source.url,
      });
    case 'rtp':
      return ffmpegOptions({
        protocol_whitelist: 'file,rtp,udp,pipe',
        buffer_size: socket_bytes,
        f: 'sdp',
        ...probing(probe),
        i: `file:${source.path}`,
      });
    case 'file':
      return [
        ...ffmpegOptions({
          protocol_whitelist: 'file,pipe',
          // Playlists would open other files: containers of one file only.
          format_whitelist: 'mov,matroska,mpegts,mpeg,flv,avi,h264,hevc',
          stream_loop: source.loop ? -1 : undefined,
        }),
        '-re',
        ...ffmpegOptions({ i: `file:${source.path}` }),
      ];
    default:
      return impossible(source);
  }
};

/**
 * ffmpeg's RTP reader loses the time of the first frame (its parameter sets come in packets of their own);
 * left alone, the muxer puts that frame where the second one stands. It belongs one interval before what is
 * made up for it. `setts` knows the interval since 5.1.
 *
 * RTP tells no order of decoding either: ffmpeg guesses it, and where frames are reordered its first guesses
 * lie after the time of showing. The muxer then moves the frame to fit the guess, and the next ones with it.
 * So the first frames are decoded up to four intervals early, less and less, until the guesses are right.
 * Left as it is: where B-frames lean on B-frames, the very first frame may be shown one interval late.
 */
const lost = (time: string): string => `lt(${time},-9e18)`;
const known = `if(${lost('min(DTS,PTS)')},max(DTS,PTS),min(DTS,PTS))`;
const first_pts = `if(eq(N,0)*${lost('PTS')},DTS-DURATION,PTS)`;
const first_dts =
  `if(eq(N,0),if(${lost('PTS')},DTS-DURATION,${known})-4*DURATION,` +
  `if(lt(N,16),max(PREV_OUTDTS+DURATION/2,${known}-DURATION*(4-N/4)),DTS))`;
const knowsInterval = [5, 1] as const;

/**
 * The whole command: one video track, copied, as fragmented MP4 with one frame per fragment on pipe:1.
 * `-copyts` keeps gaps of the source as gaps; without it ffmpeg closes jumps of more than 10 s.
 * The mp4 muxer then starts every connection at dts 0, which is the epoch's time base.
 */
export const ingestArgs = (source: Source, probe: number, ffmpeg_version: string): string[] => [
  '-hide_banner',
  '-nostdin',
  '-nostats',
  '-copyts',
  '-start_at_zero',
  // ffmpeg lets every stream id in; which one came it tells only when asked for detail.
  ...ffmpegOptions({
    loglevel: askedId(source) === undefined ? 'level+warning' : 'level+verbose',
    fflags: '+genpts',
  }),
  ...inputArgs(source, probe),
  '-an',
  '-sn',
  '-dn',
  ...ffmpegOptions({
    map: '0:v:0',
    c: 'copy',
    'bsf:v':
      isRtp(source) && isAtLeast(ffmpeg_version, knowsInterval)
        ? `setts=pts='${first_pts}':dts='${first_dts}'`
        : undefined,
    flush_packets: 1,
    f: 'mp4',
    // Senders of RTP tell their own clock (RTCP); the muxer passes it on beside each fragment.
    write_prft: isRtp(source) ? 'wallclock' : undefined,
    movflags: 'frag_every_frame+empty_moov+default_base_moof+skip_trailer',
  }),
  'pipe:1',
];

/** The stream id that a sender must bring to a listening SRT source, where one was agreed. */
export const askedId = (source: Source): string | undefined =>
  source.kind === 'srt' && source.mode === 'listener' ? source.stream_id : undefined;

const isRtp = ({ kind }: Source): boolean => kind === 'rtsp' || kind === 'rtp';

const micros = (seconds: number): number => seconds * 1_000_000;
