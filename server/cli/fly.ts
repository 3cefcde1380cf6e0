import { readFile } from 'node:fs/promises';
import { fail, missionSchema, ok, type Result, type VehicleState } from '#common';
import { createGroundControl, type GroundControl, startSimulatedAircraft } from '#missions';
import { stderrLogger, systemClock } from '#station';
import { printJson, wholeNumber } from './output.ts';

export type FlyFlags = {
  readonly link: string[];
  readonly vehicle?: string;
  readonly wait: string;
  readonly yes?: boolean;
  readonly simulate?: boolean;
  readonly log?: string;
  readonly json?: boolean;
};

/**
 * `landun fly`: uploads a mission, reads it back and compares; with `--yes` arms, flies and follows it to
 * the ground. Without `--yes` nothing is armed.
 */
export const fly = async (file: string, flags: FlyFlags): Promise<Result<{ ok: boolean }>> => {
  const read = await readMission(file);
  if (!read.ok) return read;
  const mission = read.value;
  const links = flags.simulate === true ? ['udpin:127.0.0.1:0'] : flags.link;
  const logger = stderrLogger();
  const ground = createGroundControl({ clock: systemClock, logger, links });
  const started = await ground.start();
  if (!started.ok) return started;
  const first = mission.items.find((item) => item.kind === 'waypoint');
  const aircraft =
    flags.simulate === true && first !== undefined
      ? await startSimulatedAircraft({
          clock: systemClock,
          logger,
          system_id: 1,
          home: first,
          ready_s: 0,
          target: { host: '127.0.0.1', port: ground.addresses()[0]?.port ?? 0 },
        })
      : undefined;
  try {
    const wanted = flags.vehicle === undefined ? undefined : wholeNumber(flags.vehicle, '--vehicle', 1, 255);
    const vehicle = await appear(ground, wanted, wholeNumber(flags.wait, '--wait', 1, 600));
    if (!vehicle.ok) return vehicle;
    const stopRecording =
      flags.log === undefined ? undefined : await ground.record(vehicle.value.id, flags.log);
    if (stopRecording?.ok === false) return stopRecording;
    const say = (text: string): void => console.error(text);
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    const done =
      flags.yes === true
        ? await ground.fly(vehicle.value.id, mission, {
            signal: stop.signal,
            onStage: ({ stage, upload, link }) =>
              say(
                upload === undefined
                  ? `${stage}${link === undefined ? '' : ` (link ${link})`}`
                  : `${stage} ${upload.sent}/${upload.total}`,
              ),
          })
        : await ground.upload(vehicle.value.id, mission, { signal: stop.signal });
    const recorded = await stopRecording?.value();
    if (!done.ok) return done;
    const report = {
      vehicle_id: vehicle.value.id,
      flown: flags.yes === true,
      items: mission.items.length,
      ...done.value,
      ...(recorded?.ok === true ? { log_frames: recorded.value.frames } : {}),
    };
    if (flags.json === true) printJson(report);
    else console.log(JSON.stringify(report, null, 2));
    return ok({ ok: true });
  } finally {
    await aircraft?.stop();
    await ground.stop();
  }
};

const readMission = async (file: string) => {
  try {
    const parsed = missionSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (parsed.success) return ok(parsed.data);
    const [issue] = parsed.error.issues;
    return fail('INPUT_INVALID', {
      field: issue?.path.join('.') ?? 'mission',
      problem: issue?.message ?? '',
    });
  } catch (error) {
    return fail('INPUT_INVALID', { field: file, problem: String(error) });
  }
};

/** Waits until an aircraft has said where it is. */
const appear = (
  ground: GroundControl,
  system_id: number | undefined,
  wait_s: number,
): Promise<Result<VehicleState>> =>
  new Promise((resolve) => {
    const cancelTimer = systemClock.after(wait_s * 1000, () => {
      cancel();
      resolve(
        fail('VEHICLE_UNKNOWN', { vehicle_id: system_id === undefined ? '*' : `vehicle-${system_id}` }),
      );
    });
    const cancel = ground.onVehicle((vehicle) => {
      if (system_id !== undefined && vehicle.system_id !== system_id) return;
      if (vehicle.position === null || vehicle.gps === null || vehicle.battery === null) return;
      cancelTimer();
      cancel();
      resolve(ok(vehicle));
    });
  });
