import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#common';
import { type Frame, signatureOf, signedFrame } from './frame.ts';

const YEAR_2015_US = 1_420_070_400_000_000;
/** A stream first heard may be this far behind our own time: one minute in units of 10 µs. */
const FIRST_LAG = 6_000_000;
/** Streams remembered; forged system ids must not grow without end. */
const MOST_STREAMS = 256;
const KEY_BYTES = 32;

export type SigningVerdict = 'accepted' | 'unsigned' | 'bad_signature' | 'replayed';

/**
 * MAVLink 2 signing for the systems that have a key. Times are units of 10 µs since 2015 and only ever
 * rise, per sender also across links, so that a recorded frame is refused. Keys never leave this object.
 */
export class Signing {
  readonly #clock: Clock;
  readonly #keys = new Map<number, Uint8Array>();
  readonly #last = new Map<string, number>();
  #time = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** 32 bytes, or null to talk unsigned again. */
  setKey(system_id: number, key: Uint8Array | null): void {
    if (key !== null && key.length !== KEY_BYTES) throw new Error(`a signing key has ${KEY_BYTES} bytes`);
    if (key === null) this.#keys.delete(system_id);
    else this.#keys.set(system_id, Uint8Array.from(key));
  }

  has(system_id: number): boolean {
    return this.#keys.has(system_id);
  }

  /** The next time to sign with: never the same twice. */
  nextTime(): number {
    const now = Math.floor((this.#clock.utc_us() - YEAR_2015_US) / 10);
    this.#time = Math.max(this.#time + 1, now);
    return this.#time;
  }

  /** Signs an unsigned frame for a system with a key; without one the frame stays as it is. */
  sign(unsigned: Uint8Array, system_id: number, link_id: number): Uint8Array {
    const key = this.#keys.get(system_id);
    if (key === undefined) return unsigned;
    return signedFrame(unsigned, link_id, this.nextTime(), (part) => signatureBytes(key, part));
  }

  /** Whether a frame may be believed. Systems without a key are not asked for one. */
  check(frame: Frame): SigningVerdict {
    const key = this.#keys.get(frame.system_id);
    if (key === undefined) return 'accepted';
    // Radios insert their own status, which they cannot sign.
    if (frame.message_name === 'RADIO_STATUS') return 'accepted';
    const signed = signatureOf(frame);
    if (signed === null) return 'unsigned';
    if (!timingSafeEqual(signatureBytes(key, signed.signed_part), signed.signature)) return 'bad_signature';
    const stream = `${frame.system_id}/${frame.component_id}/${signed.link_id}`;
    const last = this.#last.get(stream);
    const now = Math.max(this.#time, Math.floor((this.#clock.utc_us() - YEAR_2015_US) / 10));
    if (last === undefined ? signed.timestamp < now - FIRST_LAG : signed.timestamp <= last) return 'replayed';
    this.#remember(stream, signed.timestamp);
    return 'accepted';
  }

  #remember(stream: string, timestamp: number): void {
    const oldest = this.#last.size >= MOST_STREAMS ? this.#last.keys().next().value : undefined;
    if (oldest !== undefined && !this.#last.has(stream)) this.#last.delete(oldest);
    this.#last.set(stream, timestamp);
    this.#time = Math.max(this.#time, timestamp);
  }
}

/** The first 48 bits of SHA-256 over key and frame, as the MAVLink document has it. */
const signatureBytes = (key: Uint8Array, signed_part: Uint8Array): Uint8Array =>
  createHash('sha256').update(key).update(signed_part).digest().subarray(0, 6);
