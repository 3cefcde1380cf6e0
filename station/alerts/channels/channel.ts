import { type Clock, fail, type Message, type Result } from '#common';
import type { Http } from './http.ts';

/** One message as it leaves, already in words. */
export type Outgoing = {
  readonly kind: Message['kind'];
  /** The same in every attempt: receivers that keep it drop a second copy. */
  readonly key: string;
  readonly title: string;
  /** Plain text of less than 1 KB for one alert; holds the key and the link. */
  readonly text: string;
  readonly link: string | undefined;
  /** Who is meant, for channels that can call a member of a group. */
  readonly mobiles: readonly string[];
  /** The facts, for channels that machines read. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** A JPEG whose heads are blurred; only with `kind: 'picture'`. */
  readonly picture: Buffer | undefined;
  /** The person's address in this channel; undefined for a group. */
  readonly address: string | undefined;
};

export type ChannelConfig = {
  readonly fields: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
};

export type Net = {
  readonly http: Http;
  readonly clock: Clock;
  /** Sounds the buzzer of an aircraft; absent where there is none. */
  readonly soundAircraft?: (vehicle_id: string) => Result<void>;
  /** Plays a recording to an RTP speaker; absent where there is no ffmpeg. */
  readonly playRtp?: (recording: string, target: string) => Promise<Result<void>>;
};

/**
 * Sends one message; success is the receiving service's own word, as a short receipt. Fails with
 * CHANNEL_OFFLINE (try for ever), CHANNEL_BUSY (wait as told), CHANNEL_REJECTED (this message never),
 * CHANNEL_SETUP_WRONG (stop, a person must act) or RECIPIENT_GONE.
 */
export type Send = (message: Outgoing) => Promise<Result<string>>;

/** One way to reach people. */
export type OpenChannel = (config: ChannelConfig, net: Net) => Send;

export const offline = (problem: string): Result<never> => fail('CHANNEL_OFFLINE', { problem });
export const busy = (reply: string, wait_s: number): Result<never> => fail('CHANNEL_BUSY', { reply, wait_s });
export const rejected = (reply: string): Result<never> => fail('CHANNEL_REJECTED', { reply });
export const setupWrong = (reply: string): Result<never> => fail('CHANNEL_SETUP_WRONG', { reply });
export const gone = (reply: string): Result<never> => fail('RECIPIENT_GONE', { reply });
