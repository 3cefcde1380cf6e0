import type { CameraState } from '#common';
import { type MessageName, messageId } from '../mavlink/index.ts';

/** An ACK is not the message: a camera is asked again until it has said what it is. */
const INFORMATION_EVERY_US = 2_000_000;
const MOST_REQUESTS = 10;
/** After that a camera may still be plugged in. */
const LATER_US = 30_000_000;
/** What a camera does not send by itself is asked for. */
const SETTINGS_EVERY_US = 1_000_000;
const CAPTURE_EVERY_US = 2_000_000;
/** After power-on the streams come first. */
const BEGIN_US = 3_000_000;

/** Decides what to ask a camera for, and when; sends nothing itself. Times are monotonic µs. */
export class CameraWatch {
  readonly #joined_us: number;
  #asked = 0;
  #next_us: number;
  #settings_us = 0;
  #capture_us = 0;

  constructor(now_us: number) {
    this.#joined_us = now_us;
    this.#next_us = now_us + BEGIN_US;
  }

  /** A camera was heard that was not there before. */
  appeared(now_us: number): void {
    this.#asked = 0;
    this.#next_us = Math.max(now_us, this.#joined_us + BEGIN_US);
  }

  /** Ids of the messages to ask for now; `utc_us` is the clock of the camera's stamps. */
  due(camera: CameraState | null, now_us: number, utc_us: number): number[] {
    if (camera === null || !camera.known) {
      if (now_us < this.#next_us) return [];
      this.#asked += 1;
      this.#next_us = now_us + (this.#asked < MOST_REQUESTS ? INFORMATION_EVERY_US : LATER_US);
      return [messageId('CAMERA_INFORMATION')];
    }
    const wanted: MessageName[] = [];
    const stale = (stamp: { utc_us: number } | null, every_us: number): boolean =>
      stamp === null || utc_us - stamp.utc_us >= every_us;
    if (stale(camera.zoom, SETTINGS_EVERY_US) && now_us - this.#settings_us >= SETTINGS_EVERY_US) {
      this.#settings_us = now_us;
      wanted.push('CAMERA_SETTINGS');
      // Newer cameras say their field of view itself.
      if (camera.hfov !== null) wanted.push('CAMERA_FOV_STATUS');
      else if (this.#asked < MOST_REQUESTS * 2) {
        this.#asked += 1;
        wanted.push('CAMERA_FOV_STATUS');
      }
    }
    if (stale(camera.capture, CAPTURE_EVERY_US) && now_us - this.#capture_us >= CAPTURE_EVERY_US) {
      this.#capture_us = now_us;
      wanted.push('CAMERA_CAPTURE_STATUS');
    }
    return wanted.map((name) => messageId(name));
  }
}
