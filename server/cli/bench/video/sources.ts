import { ffmpegOptions } from '#video';
import type { Helper, Lab } from './lab.ts';

/** A radio link spreads a key frame over time; unpaced, one of 8 Mbit/s is larger than a socket's buffer. */
const paced = 'pkt_size=1316&bitrate=40000000&burst_bits=200000&fifo_size=1000000';

/** A sender of MPEG-TS over UDP, as a drone's air unit is; it plays for ever unless told to play once. */
export const sendTs = (lab: Lab, clip: string, port: number, loop = true): Helper =>
  lab.spawn(lab.ffmpeg.path, [
    ...['-nostdin', '-v', 'error', ...(loop ? ['-stream_loop', '-1'] : []), '-re', '-i', clip],
    ...ffmpegOptions({ map: '0:v:0', c: 'copy', flush_packets: 1, muxdelay: 0, muxpreload: 0, f: 'mpegts' }),
    `udp://127.0.0.1:${port}?${paced}`,
  ]);
