import type { TextKey } from '../../app/i18n/index.ts';

/** The drone, encoder or media server of the examples. */
const host = '192.168.1.10';

/** How the address of each kind of source looks. */
export const streamExamples: readonly { url: string; hint: TextKey }[] = [
  { url: 'rtmp://0.0.0.0:1935/live/drone1?mode=listen', hint: 'streams.hint_rtmp_listen' },
  { url: `rtmp://${host}:1935/live/drone1`, hint: 'streams.hint_rtmp' },
  { url: 'srt://0.0.0.0:9000?mode=listener', hint: 'streams.hint_srt_listen' },
  { url: `srt://${host}:9000?mode=caller`, hint: 'streams.hint_srt' },
  { url: `rtsp://${host}:8554/main`, hint: 'streams.hint_rtsp' },
  { url: 'udp://0.0.0.0:5600', hint: 'streams.hint_udp' },
  { url: `http://${host}:8888/main.m3u8`, hint: 'streams.hint_hls' },
  { url: 'file:///data/drone1.sdp', hint: 'streams.hint_sdp' },
  { url: 'file:/data/flight.mp4', hint: 'streams.hint_file' },
];
