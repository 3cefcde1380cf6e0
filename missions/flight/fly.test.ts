import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Result, silentLogger, type VehicleState } from '#common';
import { toField } from '../parameters/values.ts';
import { meetInTheAir } from '../testing/air.ts';
import { message } from '../testing/messages.ts';
import { shortRound } from '../testing/round.ts';
import { type FlightAreas, flyMission, type StageReport } from './fly.ts';

type Air = ReturnType<typeof meetInTheAir>;

const appear = async ({ clock, fleet }: Air): Promise<VehicleState> => {
  for (let second = 0; second < 60; second += 1) {
    await clock.advance(1000);
    const [state] = fleet.states();
    if (state !== undefined && state.gps !== null && state.position !== null && state.battery !== null)
      return state;
  }
  throw new Error('no aircraft appeared');
};

/** Flies in virtual time; `meanwhile` is asked every tenth of a second. */
const fly = async (
  air: Air,
  meanwhile: (reports: readonly StageReport[]) => void = () => undefined,
  areas?: FlightAreas,
) => {
  const { clock, fleet } = air;
  const reports: StageReport[] = [];
  const stop = new AbortController();
  let result: Result<unknown> | undefined;
  const vehicle = await appear(air);
  void flyMission(
    vehicle,
    shortRound,
    { onStage: (report) => reports.push(report), signal: stop.signal, areas },
    { fleet, clock, logger: silentLogger },
  ).then((value) => {
    result = value;
  });
  for (let tenth = 0; tenth < 6000 && result === undefined; tenth += 1) {
    meanwhile(reports);
    await clock.advance(100);
  }
  return {
    result,
    reports,
    stages: reports.map(({ stage }) => stage).filter((stage, index, all) => stage !== all[index - 1]),
  };
};

const around = [
  { lat_deg: 29.87, lon_deg: 121.545 },
  { lat_deg: 29.874, lon_deg: 121.545 },
  { lat_deg: 29.874, lon_deg: 121.549 },
  { lat_deg: 29.87, lon_deg: 121.549 },
];

const whole = ['taking_off', 'flying', 'returning', 'landed'];

describe('a whole flight', () => {
  it.each(['ardupilot', 'px4'] as const)(
    'ends landed and disarmed through any loss up to 15 percent (%s)',
    async (rules) => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 2 ** 31 }),
          fc.integer({ min: 0, max: 15 }),
          async (seed, percent) => {
            const air = meetInTheAir({ seed, loss: percent / 100, rules });
            const { result, stages } = await fly(air);
            expect(result).toEqual({ ok: true, value: expect.anything() });
            expect(stages.slice(stages.indexOf('taking_off'))).toEqual(whole);
            expect(air.simulation.aircraft).toMatchObject({ armed: false, on_ground: true });
          },
        ),
        { numRuns: 6, seed: 20_261_122 },
      );
    },
    60_000,
  );

  it('goes on through a lost link, which is reported, and is followed again when it is back', async () => {
    const air = meetInTheAir({ seed: 2, loss: 0 });
    let cutAt = 0;
    const { result, reports, stages } = await fly(air, (soFar) => {
      const now_s = air.clock.monotonic_us() / 1e6;
      if (cutAt === 0 && soFar.at(-1)?.stage === 'flying') {
        cutAt = now_s;
        air.air.cut = true;
      }
      if (air.air.cut && now_s - cutAt > 12) air.air.cut = false;
    });
    expect(result).toMatchObject({ ok: true });
    expect(reports.flatMap(({ link }) => link ?? [])).toEqual(['lost', 'live']);
    expect(stages.slice(-3)).toEqual(['flying', 'returning', 'landed']);
  }, 30_000);

  it.each(['ardupilot', 'px4'] as const)(
    'takes fence and rally points aboard before its mission, over a lossy link (%s)',
    async (rules) => {
      const air = meetInTheAir({ seed: 7, loss: 0.1, rules });
      const { result, reports } = await fly(air, () => undefined, {
        fence: [{ kind: 'polygon', side: 'inclusion', vertices: around }],
        rally: [{ lat_deg: 29.8712, lon_deg: 121.5466, height_m: 20 }],
      });
      expect(result).toMatchObject({ ok: true });
      const known = reports.findIndex(({ areas }) => areas !== undefined);
      expect(reports[known]).toMatchObject({
        stage: 'uploading',
        areas: { fence: 'verified', fence_areas: 1, fence_acts: true, rally: 'verified', rally_points: 1 },
      });
      expect(reports.slice(0, known).some(({ upload }) => upload !== undefined)).toBe(false);
      const [, fence, rally] = air.simulation.store.lists;
      expect(fence?.map(({ x, y }) => [x, y])).toEqual(
        around.map(({ lat_deg, lon_deg }) => [Math.round(lat_deg * 1e7), Math.round(lon_deg * 1e7)]),
      );
      expect(rally).toMatchObject([{ z: 20 }]);
    },
    60_000,
  );

  it('takes rally points of another site away, and leaves what it is not told about', async () => {
    const air = meetInTheAir({ seed: 3, loss: 0 });
    const stale = { fence: [], rally: [{ lat_deg: 30, lon_deg: 120, height_m: 30 }] };
    expect((await fly(air, () => undefined, stale)).result).toMatchObject({ ok: true });
    expect(air.simulation.store.lists[2]).toHaveLength(1);
    expect((await fly(air)).result).toMatchObject({ ok: true });
    expect(air.simulation.store.lists[2]).toHaveLength(1);
    const { reports } = await fly(air, () => undefined, { fence: [], rally: [] });
    expect(reports.find(({ areas }) => areas !== undefined)).toMatchObject({ areas: { rally_points: 0 } });
    expect(air.simulation.store.lists[2]).toHaveLength(0);
  }, 60_000);

  it('says that a fence is switched off aboard, or that the aircraft does not tell', async () => {
    for (const [value, fence_acts] of [
      [0, false],
      [null, null],
    ] as const) {
      const air = meetInTheAir({
        seed: 3,
        loss: 0,
        keep: (part) => value !== null || part.name !== 'PARAM_REQUEST_READ',
      });
      if (value !== null)
        air.simulation.receive({
          system_id: 255,
          component_id: 190,
          utc_us: 0,
          message: message({
            name: 'PARAM_SET',
            target_system: 1,
            target_component: 1,
            param_id: 'FENCE_ENABLE',
            param_value: toField({ type: 'int8', value }, 'cast'),
            param_type: 2,
          }),
        });
      const { result, reports } = await fly(air, () => undefined, { fence: [], rally: [] });
      expect(result).toMatchObject({ ok: true });
      expect(reports.find(({ areas }) => areas !== undefined)).toMatchObject({ areas: { fence_acts } });
    }
  }, 60_000);

  it('does not start where the fence cannot be taken aboard', async () => {
    const air = meetInTheAir({
      seed: 3,
      loss: 0,
      keep: (part) => part.name !== 'MISSION_COUNT' || part.mission_type !== 1,
    });
    const { result, stages } = await fly(air, () => undefined, {
      fence: [{ kind: 'polygon', side: 'inclusion', vertices: around }],
      rally: [],
    });
    expect(result).toMatchObject({ error: { code: 'MISSION_SILENT' } });
    expect(stages).toEqual([]);
    expect(air.simulation.aircraft.armed).toBe(false);
  }, 60_000);

  it('that never leaves the ground is named, not waited for', async () => {
    const air = meetInTheAir({ seed: 2, loss: 0 });
    // Somebody else disarms it before it has lifted off.
    const disarm = message({ name: 'COMMAND_LONG', command: 400, target_system: 1, target_component: 1 });
    const { result, stages } = await fly(air, () => {
      const { mission_running, on_ground } = air.simulation.aircraft;
      if (!mission_running || !on_ground) return;
      air.simulation.receive({ system_id: 255, component_id: 190, utc_us: 0, message: disarm });
    });
    expect(result).toMatchObject({ error: { code: 'TAKEOFF_FAILED', details: { vehicle_id: 'vehicle-1' } } });
    expect(stages.at(-1)).toBe('taking_off');
    expect(air.simulation.aircraft).toMatchObject({ armed: false, on_ground: true });
  }, 30_000);

  it('ends where arming is not answered, with the aircraft disarmed', async () => {
    const air = meetInTheAir({ seed: 2, loss: 0 });
    const { result } = await fly(air, () => {
      air.air.cut ||= air.simulation.aircraft.armed;
    });
    expect(result).toMatchObject({
      error: { code: 'COMMAND_UNANSWERED', details: { command: 'component_arm_disarm' } },
    });
    await air.clock.advance(5000);
    expect(air.simulation.aircraft).toMatchObject({ armed: false, on_ground: true });
  }, 30_000);

  it('is followed although the answers to arming and starting were all lost', async () => {
    const air = meetInTheAir({
      seed: 2,
      loss: 0,
      keep: (part) => part.name !== 'COMMAND_ACK' || (part.command !== 400 && part.command !== 300),
    });
    const { result, stages } = await fly(air);
    expect(result).toEqual({ ok: true, value: expect.anything() });
    expect(stages.slice(-4)).toEqual(whole);
  }, 30_000);

  it('is not commanded when the pilot stops following it in the air', async () => {
    const air = meetInTheAir({ seed: 4, loss: 0 });
    const { clock, fleet, simulation } = air;
    const vehicle = await appear(air);
    const stop = new AbortController();
    const reports: StageReport[] = [];
    const flown = flyMission(
      vehicle,
      shortRound,
      { onStage: (report) => reports.push(report), signal: stop.signal },
      { fleet, clock, logger: silentLogger },
    );
    for (let second = 0; second < 60 && reports.at(-1)?.stage !== 'flying'; second += 1)
      await clock.advance(1000);
    stop.abort();
    expect(await flown).toEqual({
      ok: false,
      error: { code: 'FLIGHT_STOPPED', details: { stage: 'flying' } },
    });
    await clock.advance(3000);
    expect(simulation.aircraft).toMatchObject({ armed: true, mode: 'auto', mission_running: true });
  }, 30_000);
});
