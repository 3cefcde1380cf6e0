import { Emitter } from '#common';
import type { Cancel, Fault, Logger } from '#common';
import type { Fragment, Init } from '../fmp4/index.ts';
import { Backoff } from './backoff.ts';
import { probedTooShort } from './classify.ts';
import { Connection } from './connection.ts';
import type { ConnectionEnd } from './connection.ts';
import { explainEnd } from './explain.ts';
import type { Ingest, IngestFragment, IngestInit, IngestOptions, IngestState } from './ingest-types.ts';
import { Measure } from './measure.ts';
import { redactUrl } from './redact.ts';
import { canProbeLonger } from './source-args.ts';
import { sourceUrl, waitsForSender } from './source.ts';
import type { Source } from './source.ts';
import { StreamClock } from './stream-clock.ts';

const figuresEvery_us = 1_000_000;
/** A connection that lived this long was a good one: the next wait is short again. */
const settled_us = 5_000_000;

/**
 * Keeps one source connected: one ffmpeg at a time, judged by the fragments that come and never by exit
 * codes, reconnected for ever with growing jittered waits. Listeners are called in the order of the stream.
 */
export const createIngest = (options: IngestOptions): Ingest => new SourceIngest(options);

class SourceIngest implements Ingest {
  readonly #options: IngestOptions;
  readonly #logger: Logger;
  readonly #url: string;
  readonly #backoff: Backoff;
  /** Wrong passwords are not knocked on the door every second: cameras lock accounts. */
  readonly #refused: Backoff;
  readonly #states = new Emitter<IngestState>();
  readonly #inits = new Emitter<IngestInit>();
  readonly #fragments = new Emitter<IngestFragment>();
  #state: IngestState;
  #connection: Connection | undefined;
  #init: IngestInit | undefined;
  #epoch: number;
  #connections = 0;
  #seq = 0;
  #probe = 0;
  #measure = new Measure();
  #streamClock = new StreamClock();
  #figures_us = 0;
  #clock_error_us = 0;
  #logged: { code: string; at_us: number } | undefined;
  #running = false;
  #cancels: Cancel[] = [];
  #retry: Cancel | undefined;
  /** Connections that were told to end and whose process may still be there. */
  readonly #ending = new Set<Promise<void>>();

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#url = redactUrl(sourceUrl(options.source));
    this.#logger = options.logger.child({ stream: options.id });
    const random = options.random ?? Math.random;
    this.#backoff = new Backoff({ ...(options.backoff ?? { least_ms: 250, most_ms: 1000 }), random });
    this.#refused = new Backoff({ least_ms: 1000, most_ms: 15_000, random });
    this.#epoch = (options.first_epoch ?? 1) - 1;
    this.#state = {
      id: options.id,
      name: options.name,
      url: this.#url,
      status: 'stopped',
      since_utc_us: options.clock.utc_us(),
      ...noPicture,
      reconnects: 0,
      fault: null,
    };
  }

  get id(): string {
    return this.#options.id;
  }

  state(): IngestState {
    return this.#state;
  }

  init(): IngestInit | undefined {
    return this.#init;
  }

  onState(listener: (state: IngestState) => void): Cancel {
    return this.#states.on(listener);
  }

  onInit(listener: (init: IngestInit) => void): Cancel {
    return this.#inits.on(listener);
  }

  onFragment(listener: (fragment: IngestFragment) => void): Cancel {
    return this.#fragments.on(listener);
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#backoff.reset();
    this.#become('connecting', null);
    const { ffmpeg, source } = this.#options;
    if (!ffmpeg.protocols.includes(protocolOf(source))) {
      this.#running = false;
      const problem = `this build cannot read ${source.kind}`;
      this.#lose('gone', { code: 'FFMPEG_UNUSABLE', details: { path: ffmpeg.path, problem } });
      return;
    }
    this.#cancels.push(this.#options.clock.every(200, () => this.#watch()));
    this.#connect();
  }

  async stop(): Promise<void> {
    this.#running = false;
    for (const cancel of this.#cancels.splice(0)) cancel();
    this.#retry?.();
    this.#retry = undefined;
    const connection = this.#connection;
    this.#connection = undefined;
    this.#init = undefined;
    if (connection !== undefined) void this.#end(connection);
    await Promise.all(this.#ending);
    if (!this.#running && this.#state.status !== 'stopped') this.#become('stopped', null);
  }

  #connect(): void {
    const { source, ffmpeg, clock } = this.#options;
    const connection: Connection = new Connection({
      source,
      ffmpeg,
      clock,
      probe: this.#probe,
      onInit: (init) => this.#onInit(init),
      onFragment: (fragment) => this.#onFragment(fragment),
    });
    this.#connection = connection;
    this.#logger.debug({ pid: connection.pid, url: this.#url }, 'connecting');
    void connection.ended.then((end) => {
      if (this.#connection === connection) this.#onEnded(connection, end);
    });
  }

  #onInit(init: Init): void {
    this.#epoch += 1;
    this.#connections += 1;
    this.#seq = 0;
    this.#measure = new Measure();
    this.#streamClock = new StreamClock();
    this.#init = { ...init, stream_id: this.id, epoch: this.#epoch };
    this.#inits.emit(this.#init);
  }

  #onFragment(fragment: Fragment): void {
    const { clock } = this.#options;
    const arrival_utc_us = clock.utc_us();
    this.#streamClock.observe(fragment.dts_us, arrival_utc_us);
    const moment = this.#streamClock.at(fragment.pts_us);
    this.#measure.add(fragment, clock.monotonic_us());
    this.#clock_error_us = moment?.error_us ?? 0;
    if (this.#state.status !== 'live') this.#onLive();
    else if (clock.monotonic_us() - this.#figures_us >= figuresEvery_us) this.#publishFigures();
    this.#fragments.emit({
      ...fragment,
      stream_id: this.id,
      epoch: this.#epoch,
      seq: this.#seq,
      arrival_utc_us,
      utc_us: moment?.utc_us ?? arrival_utc_us,
      utc_error_us: moment?.error_us ?? 0,
      part: moment?.part ?? 0,
    });
    this.#seq += 1;
  }

  #onLive(): void {
    this.#probe = 0;
    this.#refused.reset();
    this.#figures_us = this.#options.clock.monotonic_us();
    const { codec = null, width_px = null, height_px = null } = this.#init ?? {};
    this.#become('live', null, {
      ...noPicture,
      codec,
      width_px,
      height_px,
      reconnects: this.#connections - 1,
    });
    this.#logger.info({ epoch: this.#epoch, codec, width_px, height_px }, 'stream is live');
  }

  #publishFigures(): void {
    this.#figures_us = this.#options.clock.monotonic_us();
    const clock_error_ms = Math.ceil(this.#clock_error_us / 1000);
    this.#state = { ...this.#state, ...this.#measure.figures(), clock_error_ms };
    this.#states.emit(this.#state);
  }

  /** Looks at the connection five times a second: silence is what tells a dead source. */
  #watch(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const { clock, source, stall_ms = 3000, report_ms = 3500, connect_ms = 15_000 } = this.#options;
    const now_us = clock.monotonic_us();
    if (connection.heard_us !== undefined) {
      const silent_ms = (now_us - connection.heard_us) / 1000;
      if (silent_ms <= stall_ms) return;
      this.#lose('stalled', {
        code: 'STREAM_STALLED',
        details: { url: this.#url, silent_ms: Math.round(silent_ms) },
      });
      void this.#replace(connection);
      return;
    }
    const waited_ms = Math.round((now_us - connection.started_us) / 1000);
    const waits = waitsForSender(source);
    if (waited_ms > report_ms && this.#state.status === 'connecting') {
      const code = waits ? 'STREAM_NO_SENDER' : 'STREAM_TIMEOUT';
      this.#lose('gone', { code, details: { url: this.#url, waited_ms } });
    }
    if (!waits && waited_ms > connect_ms) void this.#replace(connection);
  }

  /** Ends a connection that is no use any more and queues the next. */
  async #replace(connection: Connection): Promise<void> {
    this.#connection = undefined;
    this.#init = undefined;
    await this.#end(connection);
    this.#queueRetry(connection);
  }

  async #end(connection: Connection): Promise<void> {
    const ending = connection.stop();
    this.#ending.add(ending);
    await ending;
    this.#ending.delete(ending);
  }

  #onEnded(connection: Connection, end: ConnectionEnd): void {
    this.#connection = undefined;
    this.#init = undefined;
    const lived = connection.heard_us !== undefined;
    if (!lived && end.fault === undefined && probedTooShort(end.lines) && canProbeLonger(this.#probe)) {
      this.#probe += 1;
      this.#connect();
      return;
    }
    const { source, ffmpeg, clock } = this.#options;
    const lasted_ms = (clock.monotonic_us() - connection.started_us) / 1000;
    const fault = explainEnd({ end, lived, lasted_ms, source, url: this.#url, ffmpeg_path: ffmpeg.path });
    // A listener that timed out in peace has nothing new to say.
    if (fault.code !== 'STREAM_NO_SENDER' || this.#state.status !== 'gone') this.#lose('gone', fault);
    // A file that was played is not played twice: its frames would be recorded as if they were new.
    if (this.#options.source.kind === 'file' && lived) {
      this.#running = false;
      for (const cancel of this.#cancels.splice(0)) cancel();
      return;
    }
    this.#queueRetry(connection);
  }

  #queueRetry(connection: Connection): void {
    if (!this.#running || this.#connection !== undefined) return;
    const lived_us = connection.heard_us === undefined ? 0 : connection.heard_us - connection.started_us;
    if (lived_us > settled_us) this.#backoff.reset();
    const wait_ms = this.#wait_ms(lived_us > settled_us);
    this.#retry?.();
    this.#retry = this.#options.clock.after(wait_ms, () => this.#connect());
  }

  /** Every moment away from a source that was well is video lost; one that refuses is asked less often. */
  #wait_ms(was_well: boolean): number {
    if (was_well) return 0;
    if (this.#state.fault?.code === 'STREAM_LOGIN_REFUSED') return this.#refused.next_ms();
    // A listener must be back soon: the sender knocks when it pleases.
    return waitsForSender(this.#options.source) ? 200 : this.#backoff.next_ms();
  }

  #lose(status: 'stalled' | 'gone', fault: Fault): void {
    // The first word about a loss stays until something else is wrong or the stream is live again.
    if (this.#state.status === status && this.#state.fault?.code === fault.code) return;
    this.#become(status, fault, { ...this.#state, frames_per_s: null, bitrate_kbit_s: null });
    const now_us = this.#options.clock.monotonic_us();
    if (this.#logged?.code === fault.code && now_us - this.#logged.at_us < 1_000_000) return;
    this.#logged = { code: fault.code, at_us: now_us };
    this.#logger.warn({ status, fault }, 'stream is not live');
  }

  #become(status: IngestState['status'], fault: Fault | null, figures: Partial<IngestState> = {}): void {
    const since_utc_us =
      status === this.#state.status ? this.#state.since_utc_us : this.#options.clock.utc_us();
    this.#state = { ...this.#state, ...figures, status, fault, since_utc_us };
    this.#states.emit(this.#state);
  }
}

/** RTSP and HLS are demuxers of ffmpeg, not protocols: they stand on others. */
const protocolOf = (source: Source): string => {
  if (source.kind === 'hls') return /^https/i.test(source.url) ? 'https' : 'http';
  return source.kind === 'rtsp' ? 'tcp' : source.kind;
};

const noPicture = {
  codec: null,
  width_px: null,
  height_px: null,
  frames_per_s: null,
  bitrate_kbit_s: null,
  key_frame_interval_s: null,
  jitter_ms: null,
  clock_error_ms: null,
};
