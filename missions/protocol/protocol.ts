import type { Cancel, Clock, Result } from '#common';
import type { Message, Outgoing } from '../mavlink/index.ts';

/** What a protocol is told: a message of its vehicle, or that none came for as long as it asked to wait. */
export type ProtocolEvent =
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'silence' };

/**
 * What a protocol wants next. `wait_ms` starts the silence timer anew; without it the timer runs on.
 * `done` ends it.
 */
export type Step<S, T> = {
  readonly state: S;
  readonly send?: readonly Outgoing[];
  readonly wait_ms?: number;
  readonly done?: Result<T>;
};

/** A request-and-answer protocol as pure functions: no clock, no sockets, no randomness. */
export type Protocol<S, T> = {
  begin(): Step<S, T>;
  on(state: S, event: ProtocolEvent): Step<S, T>;
  /** What to tell the vehicle when the pilot gives up. */
  readonly farewell?: readonly Outgoing[];
  /** What the promise becomes then. */
  readonly cancelled: Result<T>;
};

/** The conversation with one vehicle's autopilot: only messages from it, and only those meant for us. */
export type Channel = {
  send(message: Outgoing): void;
  onMessage(listener: (message: Message) => void): Cancel;
};

export type RunPorts<S> = {
  readonly channel: Channel;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  readonly onState?: ((state: S) => void) | undefined;
};

/** Runs a protocol to its end. All of its I/O is here. */
export const runProtocol = <S, T>(protocol: Protocol<S, T>, ports: RunPorts<S>): Promise<Result<T>> => {
  const { channel, clock, signal, onState } = ports;
  if (signal?.aborted === true) return Promise.resolve(protocol.cancelled);
  return new Promise((resolve) => {
    let state: S;
    let ended = false;
    let cancelTimer: Cancel = () => undefined;
    const finish = (result: Result<T>): void => {
      ended = true;
      cancelTimer();
      stopListening();
      signal?.removeEventListener('abort', abort);
      resolve(result);
    };
    const apply = (step: Step<S, T>): void => {
      state = step.state;
      onState?.(state);
      for (const message of step.send ?? []) channel.send(message);
      if (step.done !== undefined) return finish(step.done);
      if (step.wait_ms === undefined) return;
      cancelTimer();
      cancelTimer = clock.after(step.wait_ms, () => {
        if (!ended) apply(protocol.on(state, { type: 'silence' }));
      });
    };
    const abort = (): void => {
      for (const message of protocol.farewell ?? []) channel.send(message);
      finish(protocol.cancelled);
    };
    const stopListening = channel.onMessage((message) => {
      if (!ended) apply(protocol.on(state, { type: 'message', message }));
    });
    signal?.addEventListener('abort', abort, { once: true });
    apply(protocol.begin());
  });
};
