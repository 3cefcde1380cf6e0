import { Gauge, type Registry } from 'prom-client';
import type { StreamState } from '#common';

type Figure = {
  readonly name: string;
  readonly help: string;
  readonly of: (stream: StreamState) => number | null;
};

/** What is measured of each stream; a figure that is not known now is not a number (NaN), never an old one. */
const figures: readonly Figure[] = [
  { name: 'bitrate_kbit_s', help: 'Bit rate of the last 5 s', of: (stream) => stream.bitrate_kbit_s },
  { name: 'frames_per_s', help: 'Frame rate of the last 5 s', of: (stream) => stream.frames_per_s },
  {
    name: 'key_frame_interval_s',
    help: 'Seconds between the last two key frames',
    of: (stream) => stream.key_frame_interval_s,
  },
  {
    name: 'reconnects',
    help: 'Connections after the first since the start',
    of: (stream) => stream.reconnects,
  },
  { name: 'jitter_ms', help: 'How unevenly frames of the last 5 s came', of: (stream) => stream.jitter_ms },
  {
    name: 'lost_last_minute',
    help: 'Packets (RTP) or frames (MPEG-TS) of the last minute that did not come whole',
    of: (stream) => stream.lost_last_minute,
  },
  {
    name: 'clock_error_ms',
    help: 'Worst-case error of the wall-clock time of frames',
    of: (stream) => stream.clock_error_ms,
  },
  { name: 'recording', help: '1 while it is recorded', of: (stream) => (stream.recording ? 1 : 0) },
  { name: 'detecting', help: '1 while it is judged', of: (stream) => (stream.detecting ? 1 : 0) },
];

/** Gauges `landun_stream_*`, labelled with the stream; call what it answers with each new state. */
export const streamGauges = (registers: Registry[]): ((stream: StreamState) => void) => {
  const gauges = figures.map(({ name, help, of }) => ({
    of,
    gauge: new Gauge({ name: `landun_stream_${name}`, help, labelNames: ['stream'], registers }),
  }));
  return (stream) => {
    for (const { of, gauge } of gauges) gauge.set({ stream: stream.id }, of(stream) ?? Number.NaN);
  };
};
