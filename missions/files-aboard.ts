import { type Cancel, type Clock, Emitter, fail, type Result, type VehicleState } from '#common';
import type { Exclusive } from './exclusive.ts';
import {
  type EntryAboard,
  type FileAboard,
  listAboard,
  parseFtpAddress,
  readAboard,
  type ReadOptions,
} from './ftp/index.ts';
import type { MavlinkPort } from './mavlink/index.ts';
import type { Fleet } from './vehicle/index.ts';

/** A picture that a vehicle says it has taken and serves by MAVLink FTP. */
export type PictureTaken = FileAboard & {
  readonly vehicle_id: string;
  /** When it was taken by the vehicle's clock, or when it was announced where that is not told. */
  readonly taken_utc_us: number;
};

type Reading = ReadOptions & { readonly signal?: AbortSignal | undefined };

export type FilesOfVehicles = {
  /** What a folder aboard holds, while the aircraft is disarmed; it gives way to whatever a person asks for. */
  list(vehicle_id: string, folder: FileAboard, signal?: AbortSignal): Promise<Result<EntryAboard[]>>;
  /**
   * A file aboard, whole and with the vehicle's checksum; null where it has the size `unless_bytes`. Only while the
   * aircraft is disarmed: FTP_INTERRUPTED when it is armed meanwhile or something else is asked of it.
   */
  read(vehicle_id: string, file: FileAboard, options: Reading): Promise<Result<Uint8Array | null>>;
  onPicture(listener: (picture: PictureTaken) => void): Cancel;
};

/** Files of the vehicles of a fleet. The link belongs to control while an aircraft is armed. */
export const filesOfVehicles = (ports: {
  readonly fleet: Fleet;
  readonly port: MavlinkPort;
  readonly clock: Clock;
  readonly exclusive: Exclusive;
  readonly stopping: AbortSignal;
}): FilesOfVehicles => {
  const { fleet, port, clock, exclusive, stopping } = ports;
  const sequences = new Map<string, { last: number }>();
  const pictures = new Emitter<PictureTaken>();
  fleet.changed.on(({ id, armed }) => {
    if (armed) exclusive.clear(id);
  });
  port.onMessage(({ system_id, component_id, message, utc_us }) => {
    if (message.name !== 'CAMERA_IMAGE_CAPTURED' || message.capture_result !== 1) return;
    const file = parseFtpAddress(message.file_url, component_id);
    const vehicle = fleet.states().find((state) => state.system_id === system_id);
    if (file === null || vehicle === undefined) return;
    const { time_utc } = message;
    pictures.emit({ ...file, vehicle_id: vehicle.id, taken_utc_us: time_utc > 0 ? time_utc : utc_us });
  });

  const portsOf = (vehicle: VehicleState, { component_id }: FileAboard, signal: AbortSignal) => {
    const key = `${vehicle.id} ${component_id}`;
    const sequence = sequences.get(key) ?? { last: 0 };
    sequences.set(key, sequence);
    return {
      channel: fleet.channel(vehicle, component_id),
      clock,
      target: { target_system: vehicle.system_id, target_component: component_id },
      signal,
      sequence,
    };
  };
  const atRest = <T>(
    vehicle_id: string,
    signal: AbortSignal | undefined,
    work: (vehicle: VehicleState, signal: AbortSignal) => Promise<Result<T>>,
  ): Promise<Result<T>> =>
    exclusive.runGivingWay(vehicle_id, (vehicle, way) => {
      if (vehicle.armed) return Promise.resolve(fail('VEHICLE_ARMED', { vehicle_id }));
      const signals = [way, stopping, ...(signal === undefined ? [] : [signal])];
      return work(vehicle, AbortSignal.any(signals));
    });

  return {
    list: (vehicle_id, folder, signal) =>
      atRest(vehicle_id, signal, (vehicle, any) => listAboard(folder.path, portsOf(vehicle, folder, any))),
    read: (vehicle_id, file, { signal, ...options }) =>
      atRest(vehicle_id, signal, (vehicle, any) =>
        readAboard(file.path, portsOf(vehicle, file, any), options),
      ),
    onPicture: (listener) => pictures.on(listener),
  };
};
