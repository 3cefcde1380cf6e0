import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Clock,
  type Logger,
  type SignalPoint,
  signalPointSchema,
  type StreamMount,
  type StreamState,
  type VehicleState,
} from '#common';

const every_ms = 1000;
/** Looks that wait for the disk. */
const most_waiting = 60;

type Ports = {
  readonly clock: Clock;
  readonly logger: Logger;
  vehicle(vehicle_id: string): VehicleState | undefined;
  streams(): readonly StreamState[];
};

/** Beside the telemetry log of the flight: one line of JSON a second. */
export const signalPath = (flights_dir: string, flight_id: string): string =>
  join(flights_dir, `${flight_id}.signal.jsonl`);

/** What comes in at this moment; undefined while nobody knows where the aircraft is. */
export const lookAtSignal = (
  vehicle: VehicleState,
  streams: readonly StreamState[],
  utc_us: number,
): SignalPoint | undefined => {
  const { position, height_m, link, link_quality } = vehicle;
  if (position === null) return undefined;
  return {
    ...position,
    utc_us,
    height_m,
    link,
    rtt_ms: link_quality?.rtt_ms ?? null,
    loss_percent: link_quality?.loss_percent ?? null,
    pictures: streams
      .filter(({ mount }) => mayBeOn(vehicle.id, mount))
      .map(({ id, name, status, bitrate_kbit_s, frames_per_s, jitter_ms, lost_last_minute }) => ({
        stream_id: id,
        ...{ name, status, bitrate_kbit_s, frames_per_s, jitter_ms, lost_last_minute },
      })),
  };
};

/** A camera of which nobody said what carries it may be on this aircraft: better seen than left out. */
const mayBeOn = (vehicle_id: string, mount: StreamMount | null | undefined): boolean =>
  mount === null || mount === undefined || ('vehicle_id' in mount && mount.vehicle_id === vehicle_id);

/**
 * Writes along a flight how its picture and its telemetry came in. A disk that fails ends the log and is
 * said once; the flight is never kept back by it.
 * @returns ends the log, when everything is written
 */
export const logSignal = (ports: Ports, vehicle_id: string, path: string): (() => Promise<void>) => {
  const { clock, logger } = ports;
  let file: FileHandle | undefined;
  let failed = false;
  let waiting = 0;
  let writing = Promise.resolve();
  const write = async (point: SignalPoint): Promise<void> => {
    if (failed) return;
    try {
      file ??= await open(path, 'a');
      await file.appendFile(`${JSON.stringify(point)}\n`);
    } catch (error) {
      failed = true;
      logger.error({ path, error: String(error) }, 'the signal along the flight is not recorded');
    }
  };
  const look = (): void => {
    // A disk that stands still loses looks, not memory.
    if (failed || waiting >= most_waiting) return;
    const vehicle = ports.vehicle(vehicle_id);
    const point = vehicle && lookAtSignal(vehicle, ports.streams(), clock.utc_us());
    if (point === undefined) return;
    waiting += 1;
    writing = writing.then(() => write(point)).finally(() => (waiting -= 1));
  };
  look();
  const cancel = clock.every(every_ms, look);
  return async () => {
    cancel();
    await writing;
    await file?.close();
  };
};

/** The points of one flight; none of one that was flown before this was kept. A torn last line is left out. */
export const readSignal = async (path: string, logger: Logger): Promise<SignalPoint[]> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  const lines = text.split('\n').filter((line) => line !== '');
  const points = lines.flatMap((line) => {
    const parsed = signalPointSchema.safeParse(parseJson(line));
    return parsed.success ? [parsed.data] : [];
  });
  if (points.length < lines.length)
    logger.warn({ path, unreadable: lines.length - points.length }, 'lines of a signal log are torn');
  return points;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // What a power cut left: the schema refuses it.
    return undefined;
  }
};
