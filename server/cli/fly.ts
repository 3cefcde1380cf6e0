import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import {
  type AreasAboard,
  fail,
  type Mission,
  missionSchema,
  ok,
  planSchema,
  type Result,
  type VehicleState,
} from '#common';
import {
  areasOf,
  checkPlan,
  createGroundControl,
  type FlightAreas,
  type GroundControl,
  type StageReport,
  startSimulatedAircraft,
} from '#missions';
import { stderrLogger, systemClock } from '#station';
import { printJson, wholeNumber } from './output.ts';
import { siteAround } from './plan.ts';

export type FlyFlags = {
  readonly link: string[];
  readonly vehicle?: string;
  readonly wait: string;
  readonly yes?: boolean;
  readonly simulate?: boolean;
  readonly log?: string;
  readonly signed?: string[];
  readonly json?: boolean;
};

/**
 * `landun fly`: uploads a mission, reads it back and compares; with `--yes` arms, flies and follows it to
 * the ground. Without `--yes` nothing is armed. A plan is checked first, and its fence and rally points go aboard
 * with its flight; what only a person may take on is named with `--signed`.
 */
export const fly = async (file: string, flags: FlyFlags): Promise<Result<{ ok: boolean }>> => {
  const read = await readFlight(file, flags.signed ?? []);
  if (!read.ok) return read;
  const { mission, areas } = read.value;
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
    let aboard: AreasAboard | undefined;
    const done =
      flags.yes === true
        ? await ground.fly(vehicle.value.id, mission, {
            signal: stop.signal,
            areas,
            onStage: (report) => {
              aboard = report.areas ?? aboard;
              say(lineOf(report));
            },
          })
        : await ground.upload(vehicle.value.id, mission, { signal: stop.signal });
    const recorded = await stopRecording?.value();
    if (!done.ok) return done;
    const report = {
      vehicle_id: vehicle.value.id,
      flown: flags.yes === true,
      items: mission.items.length,
      ...done.value,
      ...(aboard === undefined ? {} : { areas: aboard }),
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

const lineOf = ({ stage, upload, link, areas }: StageReport): string => {
  if (areas !== undefined)
    return `fence ${areas.fence} (${areas.fence_areas}), rally points ${areas.rally} (${areas.rally_points})`;
  if (upload !== undefined) return `${stage} ${upload.sent}/${upload.total}`;
  return link === undefined ? stage : `${stage} (link ${link})`;
};

/** A mission as it is, or the mission of a plan with its fence and rally points. */
const readFlight = async (
  file: string,
  signed: readonly string[],
): Promise<Result<{ mission: Mission; areas?: FlightAreas }>> => {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    return fail('INPUT_INVALID', { field: file, problem: String(error) });
  }
  if (typeof json === 'object' && json !== null && 'blocks' in json) return flightOf(json, signed);
  const parsed = missionSchema.safeParse(json);
  return parsed.success ? ok({ mission: parsed.data }) : invalid(parsed.error, 'mission');
};

const invalid = ({ issues: [issue] }: z.ZodError, whole: string): Result<never> =>
  fail('INPUT_INVALID', { field: issue?.path.join('.') || whole, problem: issue?.message ?? '' });

const flightOf = (
  json: object,
  signed: readonly string[],
): Result<{ mission: Mission; areas: FlightAreas }> => {
  const parsed = planSchema.safeParse(json);
  if (!parsed.success) return invalid(parsed.error, 'plan');
  const { fence, takeoff } = parsed.data;
  if (fence === null)
    return fail('INPUT_INVALID', { field: 'fence', problem: 'the plan has no fence of its own' });
  const today = new Date(systemClock.utc_us() / 1000).toISOString().slice(0, 10);
  const checked = checkPlan(parsed.data, { site: siteAround(takeoff, fence), terrain: null, today });
  if (!checked.ok) return checked;
  const open = checked.value.violations.filter(
    ({ weight, code }) => weight === 'refuse' || !signed.includes(code),
  );
  if (open.length > 0)
    return fail('PLAN_REFUSED', { count: open.length, first: open.map(({ code }) => code).join(', ') });
  const areas = areasOf(parsed.data, fence);
  return areas.ok ? ok({ mission: checked.value.mission, areas: areas.value }) : areas;
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
