import type { LiveForm, LiveMessage } from '#common';
import type { Connection, LiveHandlers } from '../../station/client.ts';
import { drawFrame, type OverlayWords, type Shown } from './draw.ts';
import { FindingsTrack } from './findings-track.ts';
import { NotMp4 } from './mp4-box.ts';
import { parseFragment, type Sample } from './mp4-fragment.ts';
import { parseInit } from './mp4-init.ts';
import { canMse, mseSource } from './mse-source.ts';
import type { Picture, PictureSource, StreamFormat } from './picture-source.ts';
import { PresentationClock } from './presentation.ts';
import type { ShownFrame } from './spot.ts';
import { canWebCodecs, webCodecsSource } from './webcodecs-source.ts';

/** What the player says of itself beside the picture. */
export type PlayerState = {
  readonly phase: 'connecting' | 'waiting' | 'playing' | 'stalled' | 'unsupported';
  readonly connection: Connection;
  readonly kind: PictureSource['kind'] | undefined;
  readonly codec: string | undefined;
  /** The original's codec, where the station encodes the picture anew because this screen cannot decode it. */
  readonly transcoded_from: string | undefined;
  /** From a frame's arrival until it is on screen. */
  readonly latency_ms: number | undefined;
  readonly drawn_per_s: number;
  readonly dropped: number;
  readonly boxes: number;
  /** Facilities drawn on the frame on screen. */
  readonly facilities: number;
  /** How late findings are after their frames; undefined while none come. */
  readonly findings_late_ms: number | undefined;
};

export type PlayerPorts = {
  readonly canvas: HTMLCanvasElement;
  readonly openLive: (handlers: LiveHandlers, form: LiveForm) => () => void;
  readonly onState: (state: PlayerState) => void;
};

const stalled_ms = 1500;
const report_ms = 500;

/** Plays one live stream on one canvas, from creation until `close`. */
export class LivePlayer {
  readonly #ports: PlayerPorts;
  readonly #context: CanvasRenderingContext2D;
  readonly #findings = new FindingsTrack();
  #closeLive: () => void;
  #form: LiveForm = 'original';
  #clock = new PresentationClock();
  #source: PictureSource | undefined;
  #format: StreamFormat | undefined;
  #message: Extract<LiveMessage, { type: 'init' }> | undefined;
  #expects_init = false;
  /** Counts initialisations, so that an answer about an older one is ignored. */
  #generation = 0;
  /** Fragments that came while it was being found out how to decode. */
  #early: Uint8Array[] = [];
  #connection: Connection = 'connecting';
  #unsupported = false;
  #last_fragment_ms: number | undefined;
  #drawn: { pts_us: number; persons: number; facilities: number; width: number; height: number } | undefined;
  /** Something other than the frame changed: paint the same frame again. */
  #stale = false;
  #words: OverlayWords | undefined;
  #waits_for_boxes = true;
  #frames = 0;
  #damaged = 0;
  #reported_ms = 0;
  #animation = 0;
  #closed = false;

  constructor(ports: PlayerPorts) {
    const context = ports.canvas.getContext('2d', { alpha: false, desynchronized: true });
    if (context === null) throw new Error('the canvas has no 2d context');
    this.#ports = ports;
    this.#context = context;
    this.#closeLive = this.#open();
    this.#animation = requestAnimationFrame(this.#onAnimation);
  }

  #open(): () => void {
    const form = this.#form;
    const current = (): boolean => form === this.#form;
    return this.#ports.openLive(
      {
        // Of two connections, what the first still sends means nothing any more.
        onMessage: (message) => current() && this.#onMessage(message),
        onFragment: (bytes) => current() && this.#onBinary(bytes),
        onConnection: (connection) => {
          if (!current()) return;
          this.#connection = connection;
          this.#report(performance.now(), true);
        },
      },
      form,
    );
  }

  /** This screen cannot decode the original: from now on the station encodes it anew. */
  #askForH264(): void {
    this.#closeLive();
    this.#form = 'h264';
    this.#message = undefined;
    this.#closeLive = this.#open();
  }

  /** The frame on screen, in the original's pixels; undefined before the first. */
  shown(): ShownFrame | undefined {
    const [drawn, message] = [this.#drawn, this.#message];
    if (drawn === undefined || message === undefined) return undefined;
    const { epoch, width_px, height_px } = message;
    return { epoch, pts_us: drawn.pts_us, width_px, height_px };
  }

  /** Draws boxes with these words from now on, or none. */
  showBoxes(words: OverlayWords | undefined): void {
    this.#words = words;
    this.#stale = true;
    this.#clock.waitForFindings(this.#waits);
  }

  /** Whether a picture with people is held back until its boxes are known, within the bound. */
  waitForBoxes(waits: boolean): void {
    this.#waits_for_boxes = waits;
    this.#clock.waitForFindings(this.#waits);
  }

  get #waits(): boolean {
    return this.#waits_for_boxes && this.#words !== undefined;
  }

  close(): void {
    this.#closed = true;
    cancelAnimationFrame(this.#animation);
    this.#closeLive();
    this.#source?.close();
  }

  #onMessage(message: LiveMessage): void {
    if (message.type === 'init') {
      const new_epoch = message.epoch !== this.#message?.epoch;
      this.#message = message;
      this.#expects_init = true;
      if (!new_epoch) return;
      // PTS begin again with each connection of the source: nothing of before means anything now.
      this.#clock = new PresentationClock();
      this.#clock.waitForFindings(this.#waits);
      this.#findings.clear();
      this.#drawn = undefined;
      this.#last_fragment_ms = undefined;
      return;
    }
    if (message.type === 'no_transcoding') {
      this.#unsupported = true;
      return;
    }
    const { findings } = message;
    if (findings.epoch !== this.#message?.epoch) return;
    this.#findings.push(findings);
    const boxes = findings.persons.length + (findings.facilities?.length ?? 0);
    this.#clock.judged(findings.pts_us, performance.now(), boxes);
    // The frame may be on screen already, when findings come later than the bound.
    this.#stale = true;
  }

  #onBinary(bytes: Uint8Array): void {
    if (this.#expects_init) {
      this.#expects_init = false;
      void this.#begin(bytes);
      return;
    }
    if (this.#format === undefined) return;
    this.#last_fragment_ms = performance.now();
    if (this.#source === undefined) {
      this.#early.push(bytes);
      if (this.#early.length > 300) this.#early = [];
      return;
    }
    this.#push(this.#source, this.#format, bytes);
  }

  #push(source: PictureSource, format: StreamFormat, bytes: Uint8Array): void {
    const samples = this.#read(bytes, format);
    const now_ms = performance.now();
    for (const sample of samples) this.#clock.arrived(sample.pts_us, now_ms);
    source.push(bytes, samples);
  }

  /** No frames where the bytes are damaged; the decoder then goes on at the next key frame. */
  #read(bytes: Uint8Array, format: StreamFormat): Sample[] {
    try {
      return parseFragment(bytes, format.init);
    } catch (error) {
      if (!(error instanceof NotMp4) && !(error instanceof RangeError)) throw error;
      this.#damaged += 1;
      return [];
    }
  }

  async #begin(init_bytes: Uint8Array, avoid?: PictureSource['kind']): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    this.#source?.close();
    this.#source = undefined;
    this.#early = [];
    this.#unsupported = false;
    const format = formatOf(init_bytes, this.#message?.codec);
    this.#format = format;
    if (format === undefined) {
      this.#cannotDecode();
      return;
    }
    const kind =
      avoid !== 'webcodecs' && (await canWebCodecs(format))
        ? 'webcodecs'
        : canMse(format)
          ? 'mse'
          : undefined;
    if (this.#closed || generation !== this.#generation) return;
    if (kind === undefined) {
      this.#cannotDecode();
      return;
    }
    const onBroken = (): void => {
      if (generation === this.#generation) void this.#begin(init_bytes, kind);
    };
    const source = kind === 'webcodecs' ? webCodecsSource(format, onBroken) : mseSource(format, onBroken);
    this.#source = source;
    for (const fragment of this.#early.splice(0)) this.#push(source, format, fragment);
  }

  #cannotDecode(): void {
    if (this.#form === 'original') this.#askForH264();
    else this.#unsupported = true;
  }

  readonly #onAnimation = (): void => {
    if (this.#closed) return;
    this.#animation = requestAnimationFrame(this.#onAnimation);
    const now_ms = performance.now();
    this.#clock.tick(now_ms);
    const stream_us = this.#clock.stream_us(now_ms);
    const picture = stream_us === undefined ? undefined : this.#source?.at(stream_us);
    if (picture !== undefined) this.#draw(this.#inOriginalPixels(picture), now_ms);
    this.#report(now_ms, false);
  };

  /** A branch for the eye may be smaller than the original, whose pixels boxes are told in. */
  #inOriginalPixels(picture: Picture): Picture {
    if (this.#message?.transcoded_from === undefined) return picture;
    const { width_px, height_px } = this.#message;
    return { ...picture, width_px, height_px };
  }

  #draw(picture: Picture, now_ms: number): void {
    const { canvas } = this.#ports;
    const known = this.#drawn;
    const same_frame = known?.pts_us === picture.pts_us;
    if (same_frame && !this.#stale && known.width === canvas.width && known.height === canvas.height) return;
    this.#stale = false;
    const shown: Shown =
      this.#words === undefined
        ? { persons: [], facilities: [] }
        : {
            persons: this.#findings.at(picture.pts_us),
            facilities: this.#findings.facilitiesAt(picture.pts_us),
          };
    drawFrame(this.#context, picture, shown, this.#words, devicePixelRatio);
    this.#drawn = {
      pts_us: picture.pts_us,
      persons: shown.persons.length,
      facilities: shown.facilities.length,
      width: canvas.width,
      height: canvas.height,
    };
    if (!same_frame) this.#frames += 1;
    canvas.dataset['framePtsUs'] = String(picture.pts_us);
    canvas.dataset['boxes'] = String(shown.persons.length);
    canvas.dataset['facilities'] = String(shown.facilities.length);
    canvas.dataset['latencyMs'] = String(Math.round(this.#clock.latency_ms(picture.pts_us, now_ms)));
  }

  #report(now_ms: number, at_once: boolean): void {
    const elapsed_ms = now_ms - this.#reported_ms;
    if (!at_once && elapsed_ms < report_ms) return;
    const drawn = this.#drawn;
    this.#ports.onState({
      phase: this.#phase(now_ms),
      connection: this.#connection,
      kind: this.#source?.kind,
      codec: this.#message?.codec,
      transcoded_from: this.#message?.transcoded_from,
      latency_ms: drawn === undefined ? undefined : this.#clock.latency_ms(drawn.pts_us, now_ms),
      drawn_per_s: at_once ? 0 : (this.#frames * 1000) / elapsed_ms,
      dropped: (this.#source?.dropped ?? 0) + this.#damaged,
      boxes: drawn?.persons ?? 0,
      facilities: drawn?.facilities ?? 0,
      findings_late_ms: this.#clock.findings_late_ms(now_ms),
    });
    this.#frames = 0;
    this.#reported_ms = now_ms;
  }

  #phase(now_ms: number): PlayerState['phase'] {
    if (this.#unsupported) return 'unsupported';
    if (this.#message === undefined) return this.#connection === 'online' ? 'waiting' : 'connecting';
    if (this.#last_fragment_ms !== undefined && now_ms - this.#last_fragment_ms > stalled_ms)
      return 'stalled';
    return this.#source === undefined || this.#drawn === undefined ? 'waiting' : 'playing';
  }
}

/** Undefined where the bytes are no initialisation segment of a video this page can read. */
const formatOf = (init_bytes: Uint8Array, codec: string | undefined): StreamFormat | undefined => {
  try {
    const init = parseInit(init_bytes);
    return { codec: codec ?? init.codec, init, init_bytes };
  } catch (error) {
    if (error instanceof NotMp4 || error instanceof RangeError) return undefined;
    throw error;
  }
};
