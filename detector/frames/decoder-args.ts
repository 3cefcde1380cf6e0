/** Which frames are judged: at most so many a second (picked by PTS, none re-stamped), or every frame. */
export type Rate = { readonly most_per_s: number } | 'every';

export type DecodeInput =
  | { readonly kind: 'file'; readonly path: string }
  /** Fragmented MP4 on stdin, times as they stand in it. */
  | { readonly kind: 'fragments' };

export type DecodeOptions = {
  readonly input: DecodeInput;
  readonly rate: Rate;
  readonly most_sheet_px: number;
  readonly decode_threads: number;
  /** As `-hwaccel` calls it; undefined: the processor decodes. */
  readonly hwaccel?: string | undefined;
};

/** File descriptors of the child: native pictures, sheets, and one line of times per picture. */
export const pipes = { picture: 1, sheet: 3, times: 4 } as const;

/** Half a millisecond of slack: 1/8 s is not a whole number of ticks of most clocks. */
const slack_s = 0.0005;

/**
 * ffmpeg's arguments: decode only, three outputs in step with each other. `select` with passthrough keeps
 * each frame's own PTS (the fps filter re-stamps), `-copyts` keeps the source's zero. The times come from
 * the framecrc muxer over wrapped frames: text, with the size in its header, and no pixel is read for it.
 * They stand first, because ffmpeg writes the outputs of a frame in this order and waits at a full pipe:
 * a time that came after its picture would be waited for in vain.
 */
export const decodeArgs = ({
  input,
  rate,
  most_sheet_px,
  decode_threads,
  hwaccel,
}: DecodeOptions): string[] => [
  ...[
    '-hide_banner',
    '-nostdin',
    '-nostats',
    '-loglevel',
    'info',
    '-copyts',
    '-threads',
    String(decode_threads),
  ],
  // Decoded on the device, brought back to memory: all that follows is the same.
  ...(hwaccel === undefined ? [] : ['-hwaccel', hwaccel]),
  ...inputArgs(input),
  ...['-filter_complex', graph(rate, most_sheet_px)],
  ...[
    '-map',
    '[times]',
    '-c:v',
    'wrapped_avframe',
    '-enc_time_base',
    '1/1000000',
    '-fps_mode',
    'passthrough',
  ],
  ...['-flush_packets', '1', '-f', 'framecrc', `pipe:${pipes.times}`],
  ...['-map', '[picture]', '-f', 'rawvideo', '-fps_mode', 'passthrough', `pipe:${pipes.picture}`],
  ...['-map', '[sheet]', '-f', 'rawvideo', '-fps_mode', 'passthrough', `pipe:${pipes.sheet}`],
];

/** Containers of one file; playlists would open others. */
const containers = [
  ...[
    'mov',
    'matroska',
    'mpegts',
    'mpeg',
    'flv',
    'avi',
    'asf',
    'ogg',
    'mxf',
    'rm',
    'nut',
    'ivf',
    'gif',
    'apng',
    'dv',
  ],
  ...['h264', 'hevc', 'mjpeg', 'mpegvideo', 'm4v', 'yuv4mpegpipe'],
];

const inputArgs = (input: DecodeInput): string[] =>
  input.kind === 'file'
    ? ['-protocol_whitelist', 'file', '-format_whitelist', containers.join(), '-i', `file:${input.path}`]
    : [
        ...['-protocol_whitelist', 'pipe', '-f', 'mov', '-ignore_editlist', '1', '-noautorotate'],
        ...['-probesize', '32768', '-analyzeduration', '100000', '-fpsprobesize', '0', '-i', 'pipe:0'],
      ];

const graph = (rate: Rate, most_sheet_px: number): string => {
  const select =
    rate === 'every'
      ? 'null'
      : `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${1 / rate.most_per_s - slack_s})'`;
  // The same arithmetic as planFrame, by which the reader knows the sheet's size.
  const scale = `scale=w='min(iw,${most_sheet_px})':h='max(1,round(ih*min(iw,${most_sheet_px})/iw))':flags=area`;
  const pad = `pad=w='ceil(iw/32)*32':h='ceil(ih/32)*32':x=0:y=0:color=0x727272`;
  return [
    `[0:v:0]${select},format=yuv420p,split=3[times][picture][to_sheet]`,
    `[to_sheet]${scale},format=rgb24,${pad}[sheet]`,
  ].join(';');
};
