import { type Cancel, fail, ok, type Result } from '#common';
import type { Link, LinkPorts } from './link.ts';
import { FrameSplitter } from './splitter.ts';
import type { SerialAddress } from './uri.ts';

const RETRY_MS = 2000;
const IDLE_CHECK_MS = 200;
const MOST_UNSENT_BYTES = 64 * 1024;

/** What is used of the package: it is optional, so its absence is a fault of the link and not of the program. */
type SerialPort = import('serialport').SerialPort;

const loadSerial = async (uri: string): Promise<Result<typeof import('serialport')>> => {
  try {
    return ok(await import('serialport'));
  } catch (error) {
    return fail('LINK_SERIAL_MISSING', {
      uri,
      problem: error instanceof Error ? error.message : String(error),
    });
  }
};

/** A telemetry radio or a cable; opened again by itself when it was pulled out and put back. */
export const createSerialLink = (uri: string, address: SerialAddress, ports: LinkPorts): Link => {
  const { clock, logger, onFrame } = ports;
  let serial: SerialPort | null = null;
  let stopped = true;
  let cancelRetry: Cancel = () => undefined;
  let cancelIdle: Cancel = () => undefined;

  const open = (make: typeof import('serialport').SerialPort): Promise<Error | null> =>
    new Promise((resolve) => {
      const opening = new make({ path: address.path, baudRate: address.baud, autoOpen: false });
      const splitter = new FrameSplitter((frame) => onFrame(frame, uri));
      opening.on('data', (bytes: Buffer) => {
        splitter.push(bytes);
        cancelIdle();
        if (splitter.waiting_bytes > 0) cancelIdle = clock.after(IDLE_CHECK_MS, () => splitter.idle());
      });
      opening.on('error', (error: Error) =>
        logger.debug({ uri, problem: error.message }, 'the link reports an error'),
      );
      opening.on('close', () => {
        serial = null;
        if (stopped) return;
        logger.warn({ uri }, 'the device is gone; trying again');
        retry(make);
      });
      opening.open((error) => {
        if (error === null) serial = opening;
        resolve(error);
      });
    });

  const retry = (make: typeof import('serialport').SerialPort): void => {
    cancelRetry = clock.after(RETRY_MS, () => {
      void open(make).then((error) => {
        if (error !== null && !stopped) retry(make);
      });
    });
  };

  return {
    uri,
    start: async () => {
      const loaded = await loadSerial(uri);
      if (!loaded.ok) return loaded;
      stopped = false;
      const error = await open(loaded.value.SerialPort);
      return error === null ? ok(undefined) : fail('LINK_UNAVAILABLE', { uri, problem: error.message });
    },
    stop: () =>
      new Promise((resolve) => {
        stopped = true;
        cancelRetry();
        cancelIdle();
        if (serial === null) resolve();
        else serial.close(() => resolve());
      }),
    send: (bytes) => {
      if (serial === null || serial.writableLength > MOST_UNSENT_BYTES) return;
      serial.write(bytes);
    },
    address: () => null,
  };
};
