import { type FfmpegProcess, ffmpegOptions, spawnFfmpeg } from '../ffmpeg/index.ts';
import { Fmp4Parser, type Fragment, type Init } from '../fmp4/index.ts';

type LiveTranscoderOptions = {
  readonly ffmpeg_path: string;
  /** What the fragments that follow were written for. */
  readonly init: Init;
  readonly onInit: (init: Init) => void;
  readonly onFragment: (fragment: Fragment) => void;
  /** It ended without being asked to, with its last lines. */
  readonly onEnd: (lines: readonly string[]) => void;
};

/** Fragments waiting for a busy encoder: about a second of a heavy stream. */
const most_waiting_bytes = 4 * 1024 * 1024;
/** A screen shows no more, and a processor encodes no more. */
const most_width_px = 1920;

/**
 * From fragments to fragments of H.264, one frame each, for the eye alone. PTS are kept to the tick (same
 * time base, no edit list, no frame made or left out), so that findings of the original fit its pictures.
 * No B-frames and no look-ahead: what goes in comes out at once.
 */
const transcodeArgs = ({ timescale }: Pick<Init, 'timescale'>): string[] => [
  ...['-hide_banner', '-nostdin', '-nostats', '-copyts'],
  ...ffmpegOptions({
    loglevel: 'level+warning',
    protocol_whitelist: 'pipe',
    // Frame threads would hold back as many frames as there are threads.
    threads: 1,
    flags: 'low_delay',
    f: 'mov',
    ignore_editlist: 1,
    probesize: 32_768,
    analyzeduration: 100_000,
    fpsprobesize: 0,
    i: 'pipe:0',
  }),
  ...['-an', '-sn', '-dn'],
  ...ffmpegOptions({
    map: '0:v:0',
    vf: `scale='min(${most_width_px},iw)':-2:flags=fast_bilinear,format=yuv420p`,
    fps_mode: 'passthrough',
    enc_time_base: -1,
    'c:v': 'libx264',
    preset: 'ultrafast',
    tune: 'zerolatency',
    crf: 26,
    maxrate: '8M',
    bufsize: '4M',
    g: 25,
    video_track_timescale: timescale,
    use_editlist: 0,
    // Without it the muxer moves what begins in the middle of a stream to zero.
    avoid_negative_ts: 'disabled',
    flush_packets: 1,
    f: 'mp4',
    movflags: 'frag_every_frame+empty_moov+default_base_moof+skip_trailer+frag_discont',
  }),
  'pipe:1',
];

/** One ffmpeg that turns a stream's fragments into H.264 for screens that cannot decode the original. */
export class LiveTranscoder {
  readonly #process: FfmpegProcess;
  readonly #parser = new Fmp4Parser();
  #stopped = false;

  constructor(options: LiveTranscoderOptions) {
    const { ffmpeg_path, init, onInit, onFragment, onEnd } = options;
    this.#process = spawnFfmpeg({ path: ffmpeg_path, args: transcodeArgs(init), stdin: true });
    this.#process.stdout.on('data', (chunk: Buffer) => {
      if (this.#stopped) return;
      const { parts, fault } = this.#parser.push(chunk);
      for (const part of parts) {
        if (part.kind === 'init') onInit(part.init);
        if (part.kind === 'fragment') onFragment(part.fragment);
      }
      if (fault !== undefined) void this.#process.stop(0);
    });
    void this.#process.exited.then(() => {
      if (!this.#stopped) onEnd(this.#process.tail());
    });
    this.#process.stdin?.write(init.data);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** False where the encoder is behind: then go on at a key frame. */
  push(data: Uint8Array): boolean {
    const { stdin } = this.#process;
    if (stdin === undefined || !stdin.writable || stdin.writableLength > most_waiting_bytes) return false;
    stdin.write(data);
    return true;
  }

  /** No callback runs after this; resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#process.stop(0);
  }
}
