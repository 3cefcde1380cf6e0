import { Readable, Writable } from 'node:stream';
import { z } from 'zod';

/** A message port between two processes; messages are cloned, in order. */
export type Port = {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
};

/** What may be on its way before the writer waits. */
export const most_in_flight_bytes = 1024 * 1024;

const towardsReader = z.union([
  z.object({ bytes: z.instanceof(Uint8Array) }),
  z.object({ end: z.literal(true) }),
]);
const towardsWriter = z.object({ taken_bytes: z.number().int().min(0) });

/**
 * The writing end of a pipe over a port, with the back-pressure of a pipe: beyond `most_in_flight_bytes`
 * the writer waits until the reading end has taken some.
 */
export const portWritable = (port: Port): Writable => {
  let in_flight_bytes = 0;
  let proceed: (() => void) | undefined;
  port.onMessage((message) => {
    const { taken_bytes } = towardsWriter.parse(message);
    in_flight_bytes -= taken_bytes;
    if (in_flight_bytes > most_in_flight_bytes) return;
    const waiting = proceed;
    proceed = undefined;
    waiting?.();
  });
  return new Writable({
    decodeStrings: true,
    write: (chunk: Uint8Array, _encoding, done) => {
      in_flight_bytes += chunk.byteLength;
      // A view would be cloned with the whole buffer it looks into.
      port.post({ bytes: new Uint8Array(chunk) });
      if (in_flight_bytes > most_in_flight_bytes) proceed = done;
      else done();
    },
    final: (done) => {
      port.post({ end: true });
      done();
    },
  });
};

/** The reading end. What it was sent counts as taken once its own buffer has room again. */
export const portReadable = (port: Port): Readable => {
  let untaken_bytes = 0;
  const take = (): void => {
    if (untaken_bytes > 0) port.post({ taken_bytes: untaken_bytes });
    untaken_bytes = 0;
  };
  const readable = new Readable({ read: take });
  port.onMessage((message) => {
    const parsed = towardsReader.parse(message);
    if ('end' in parsed) {
      readable.push(null);
      return;
    }
    untaken_bytes += parsed.bytes.byteLength;
    if (readable.push(parsed.bytes)) take();
  });
  return readable;
};
