import { Emitter } from '#common';
import type { Cancel, Logger } from '#common';
import type { Fragment, Init } from '../fmp4/index.ts';
import { probedTooShort } from './classify.ts';
import { Connection } from './connection.ts';
import type { ConnectionEnd } from './connection.ts';
import { Epoch } from './epoch.ts';
import { explainEnd } from './explain.ts';
import type { Ingest, IngestFragment, IngestInit, IngestOptions, IngestState } from './ingest-types.ts';
import { Losses } from './losses.ts';
import { redactUrl } from './redact.ts';
import { Retry } from './retry.ts';
import { canProbeLonger } from './source-args.ts';
import { sourceUrl, waitsForSender } from './source.ts';
import type { Source } from './source.ts';
import { noPicture, Status } from './status.ts';

const figuresEvery_us = 1_000_000;

/**
 * Keeps one source connected: one ffmpeg at a time, judged by the fragments that come and never by exit
 * codes, reconnected for ever with jittered waits. Listeners are called in the order of the stream.
 */
export const createIngest = (options: IngestOptions): Ingest => new SourceIngest(options);

class SourceIngest implements Ingest {
  readonly #options: IngestOptions;
  readonly #logger: Logger;
  readonly #url: string;
  readonly #status: Status;
  readonly #retry: Retry;
  readonly #inits = new Emitter<IngestInit>();
  readonly #fragments = new Emitter<IngestFragment>();
  readonly #losses = new Losses();
  #connection: Connection | undefined;
  #epoch: Epoch | undefined;
  #last_epoch: number;
  #connections = 0;
  #probe = 0;
  #figures_us = 0;
  #running = false;
  #cancels: Cancel[] = [];
  #cancelRetry: Cancel | undefined;
  /** Connections that were told to end and whose process may still be there. */
  readonly #ending = new Set<Promise<void>>();

  constructor(options: IngestOptions) {
    this.#options = options;
    const { id, name, source, clock, random = Math.random } = options;
    this.#url = redactUrl(sourceUrl(source));
    this.#logger = options.logger.child({ stream: id });
    this.#status = new Status({ id, name, url: this.#url }, clock, this.#logger);
    this.#retry = new Retry(source, { ...options.backoff, random });
    this.#last_epoch = (options.first_epoch ?? 1) - 1;
  }

  get id(): string {
    return this.#options.id;
  }

  state(): IngestState {
    return this.#status.state;
  }

  init(): IngestInit | undefined {
    return this.#epoch?.init;
  }

  onState(listener: (state: IngestState) => void): Cancel {
    return this.#status.changed.on(listener);
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
    this.#retry.reset();
    this.#status.become('connecting', null);
    const { ffmpeg, source } = this.#options;
    if (!ffmpeg.protocols.includes(protocolOf(source))) {
      this.#running = false;
      const problem = `this build cannot read ${source.kind}`;
      this.#status.lose('gone', { code: 'FFMPEG_UNUSABLE', details: { path: ffmpeg.path, problem } });
      return;
    }
    this.#cancels.push(this.#options.clock.every(200, () => this.#watch()));
    this.#connect();
  }

  async stop(): Promise<void> {
    this.#running = false;
    for (const cancel of this.#cancels.splice(0)) cancel();
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    const connection = this.#connection;
    this.#connection = undefined;
    this.#epoch = undefined;
    if (connection !== undefined) void this.#end(connection);
    await Promise.all(this.#ending);
    if (!this.#running && this.#status.state.status !== 'stopped') this.#status.become('stopped', null);
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
      onLost: (count) => this.#losses.add(count, clock.monotonic_us()),
    });
    this.#connection = connection;
    this.#logger.debug({ pid: connection.pid, url: this.#url }, 'connecting');
    void connection.ended.then((end) => {
      if (this.#connection === connection) this.#onEnded(connection, end);
    });
  }

  #onInit(init: Init): void {
    this.#last_epoch += 1;
    this.#connections += 1;
    this.#epoch = new Epoch(init, this.id, this.#last_epoch, this.#options.clock);
    this.#inits.emit(this.#epoch.init);
  }

  #onFragment(fragment: Fragment): void {
    const epoch = this.#epoch;
    if (epoch === undefined) return;
    const stamped = epoch.stamp(fragment);
    const now_us = this.#options.clock.monotonic_us();
    if (this.#status.state.status !== 'live') this.#onLive(epoch, now_us);
    else if (now_us - this.#figures_us >= figuresEvery_us) {
      this.#figures_us = now_us;
      const lost_last_minute = this.#losses.lastMinute(now_us);
      this.#status.measured({ ...epoch.figures(), lost_last_minute });
    }
    this.#fragments.emit(stamped);
  }

  #onLive({ init: { codec, width_px, height_px, epoch } }: Epoch, now_us: number): void {
    this.#probe = 0;
    this.#retry.live();
    this.#figures_us = now_us;
    const picture = { ...noPicture, codec, width_px, height_px };
    this.#status.become('live', null, { ...picture, reconnects: this.#connections - 1 });
    this.#logger.info({ epoch, codec, width_px, height_px }, 'stream is live');
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
      this.#status.lose('stalled', {
        code: 'STREAM_STALLED',
        details: { url: this.#url, silent_ms: Math.round(silent_ms) },
      });
      void this.#replace(connection);
      return;
    }
    const waited_ms = Math.round((now_us - connection.started_us) / 1000);
    const waits = waitsForSender(source);
    if (waited_ms > report_ms && this.#status.state.status === 'connecting') {
      const code = waits ? 'STREAM_NO_SENDER' : 'STREAM_TIMEOUT';
      this.#status.lose('gone', { code, details: { url: this.#url, waited_ms } });
    }
    if (!waits && waited_ms > connect_ms) void this.#replace(connection);
  }

  /** Ends a connection that is no use any more and queues the next. */
  async #replace(connection: Connection): Promise<void> {
    this.#connection = undefined;
    this.#epoch = undefined;
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
    this.#epoch = undefined;
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
    if (fault.code !== 'STREAM_NO_SENDER' || this.#status.state.status !== 'gone')
      this.#status.lose('gone', fault);
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
    const wait_ms = this.#retry.next_ms(lived_us, this.#status.state.fault?.code);
    this.#cancelRetry?.();
    this.#cancelRetry = this.#options.clock.after(wait_ms, () => this.#connect());
  }
}

/** RTSP and HLS are demuxers of ffmpeg, not protocols: they stand on others. */
const protocolOf = (source: Source): string => {
  if (source.kind === 'hls') return /^https/i.test(source.url) ? 'https' : 'http';
  return source.kind === 'rtsp' ? 'tcp' : source.kind;
};
