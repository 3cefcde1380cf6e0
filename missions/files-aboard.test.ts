import { describe, expect, it } from 'vitest';
import { ok, type Result, unwrap, type VehicleState } from '#common';
import { Exclusive } from './exclusive.ts';
import { filesOfVehicles, type PictureTaken } from './files-aboard.ts';
import type { KeptFile } from './ftp/index.ts';
import type { SimulationOptions } from './simulator/simulate.ts';
import { meetInTheAir } from './testing/air.ts';
import { carryOut } from './vehicle/index.ts';

const picture = Uint8Array.from({ length: 400_000 }, (_, index) => (index * 7 + (index >> 8)) & 0xff);

/** A station and an aircraft at rest that has a camera. */
const meet = async (options: { loss?: number; seed?: number } & Partial<SimulationOptions> = {}) => {
  const met = meetInTheAir({ loss: 0, seed: 4, pictures: [picture], ...options });
  const { clock, fleet, port } = met;
  const exclusive = new Exclusive((id) => fleet.state(id));
  const stopping = new AbortController();
  const files = filesOfVehicles({ fleet, port, clock, exclusive, stopping: stopping.signal });
  const taken: PictureTaken[] = [];
  files.onPicture((each) => taken.push(each));
  const settle = async <T>(work: Promise<T>): Promise<T> => {
    let done: { readonly value: T } | undefined;
    void work.then((value) => {
      done = { value };
    });
    for (let tenth = 0; tenth < 6000 && done === undefined; tenth += 1) await clock.advance(100);
    if (done === undefined) throw new Error('ten minutes were not enough');
    return done.value;
  };
  const until = async (is: (state: VehicleState) => boolean): Promise<VehicleState> => {
    for (let tenth = 0; tenth < 600; tenth += 1) {
      const state = fleet.state('vehicle-1');
      if (state !== undefined && is(state)) return state;
      await clock.advance(100);
    }
    throw new Error('a minute was not enough');
  };
  const state = await until(({ link }) => link === 'live');
  const photograph = async (): Promise<PictureTaken> => {
    // A lost announcement is not the matter here: another picture is taken.
    for (let shot = 0; shot < 50; shot += 1) {
      await settle(carryOut({ fleet, clock }, state, { order: 'photo' }, stopping.signal));
      const told = taken.at(-1);
      if (told !== undefined) return told;
    }
    throw new Error('nothing was announced');
  };
  const read = (file: PictureTaken, kept: KeptFile = { file: null }): Promise<Result<Uint8Array | null>> =>
    files.read('vehicle-1', file, { most_bytes: 1e6, kept });
  return { ...met, files, exclusive, settle, until, photograph, read };
};

describe('pictures aboard', () => {
  it('are announced, listed and fetched over a link that loses a fifth', async () => {
    const { files, settle, photograph, read } = await meet({ loss: 0.2 });
    const told = await photograph();
    expect(told).toMatchObject({ vehicle_id: 'vehicle-1', component_id: 1 });
    const listed = await settle(files.list('vehicle-1', { path: '/DCIM/100LANDUN', component_id: 1 }));
    expect(unwrap(listed)).toContainEqual({
      kind: 'file',
      name: told.path.split('/').at(-1),
      bytes: picture.length,
    });
    expect(Buffer.from(unwrap(await settle(read(told))) ?? []).equals(picture)).toBe(true);
  });

  it('wait while the aircraft is armed, are left off when it arms, and go on afterwards', async () => {
    const { fleet, settle, until, photograph, read } = await meet();
    const told = await photograph();
    const kept: KeptFile = { file: null };
    const reading = read(told, kept);
    await until(() => (kept.file?.received ?? 0) > 20_000);
    const arming = fleet.command('vehicle-1', { command: 'component_arm_disarm', params: [1] });
    expect(await settle(reading)).toMatchObject({ error: { code: 'FTP_INTERRUPTED' } });
    expect(await settle(arming)).toMatchObject({ ok: true });
    expect(await read(told, kept)).toMatchObject({ error: { code: 'VEHICLE_ARMED' } });
    await settle(fleet.command('vehicle-1', { command: 'component_arm_disarm', params: [0] }));
    await until(({ armed }) => !armed);
    expect(kept.file?.received).toBeGreaterThan(20_000);
    expect(Buffer.from(unwrap(await settle(read(told, kept))) ?? []).equals(picture)).toBe(true);
  });

  it('give way to what a person asks of the aircraft, one after the other', async () => {
    const { exclusive, settle, until, photograph, read } = await meet();
    const told = await photograph();
    const kept: KeptFile = { file: null };
    const reading = read(told, kept);
    await until(() => (kept.file?.received ?? 0) > 0);
    expect(await read(told)).toMatchObject({ error: { code: 'VEHICLE_BUSY' } });
    const asked = exclusive.run('vehicle-1', async () => {
      expect(await read(told)).toMatchObject({ error: { code: 'VEHICLE_BUSY' } });
      return ok('done');
    });
    expect(await settle(asked)).toEqual(ok('done'));
    expect(await reading).toMatchObject({ error: { code: 'FTP_INTERRUPTED' } });
    expect(Buffer.from(unwrap(await settle(read(told, kept))) ?? []).equals(picture)).toBe(true);
  });
});
