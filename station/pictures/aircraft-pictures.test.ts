import { describe, expect, it, onTestFinished } from 'vitest';
import { Emitter, fail, type Fault, ok, type Result, type VehicleState } from '#common';
import type { EntryAboard, FilesOfVehicles, PictureTaken } from '#missions';
import { addPerson, openTestStore } from '../testing/fixtures.ts';
import { AircraftPictures } from './aircraft-pictures.ts';
import { lookThrough } from './look-through.ts';

const vehicle_id = 'vehicle-1';
const bytesOf = (path: string): Uint8Array => new TextEncoder().encode(`picture ${path}`);
const taken = (path: string): PictureTaken => ({ vehicle_id, component_id: 1, path, taken_utc_us: 77 });
const fault = (result: Result<unknown>): Fault => {
  if (result.ok) throw new Error('no fault');
  return result.error;
};

/** Pictures over an aircraft whose card answers what a test says. */
const open = async () => {
  const { database, ledger, clock, logger } = await openTestStore();
  const state = { id: vehicle_id, link: 'live', armed: false } as VehicleState;
  const announced = new Emitter<PictureTaken>();
  const card = {
    state,
    asked: [] as string[],
    unless: [] as (number | undefined)[],
    folders: new Map<string, EntryAboard[]>(),
    answer: (path: string): Result<Uint8Array> => ok(bytesOf(path)),
    put: [] as string[],
    mayPut: true,
  };
  const files: FilesOfVehicles = {
    list: async (_vehicle, { path }) => {
      const entries = card.folders.get(path);
      return entries === undefined ? fail('FTP_UNAVAILABLE', { path, problem: 'error 10' }) : ok(entries);
    },
    read: async (_vehicle, { path }, { unless_bytes }) => {
      card.asked.push(path);
      card.unless.push(unless_bytes);
      const answer = card.answer(path);
      return answer.ok && answer.value.length === unless_bytes ? ok(null) : answer;
    },
    onPicture: (listener) => announced.on(listener),
  };
  const pictures = new AircraftPictures({
    database,
    ledger,
    clock,
    logger,
    files,
    vehicles: () => [card.state],
    most_bytes: 1e6,
    put: async (bytes) => {
      if (!card.mayPut) return fail('PHOTO_UNUSABLE');
      card.put.push(bytes.toString());
      return ok({ sha256: '' });
    },
  });
  pictures.start();
  onTestFinished(() => pictures.stop());
  const job = () => pictures.job(vehicle_id);
  /** Lets seconds pass until the job is as it should be; a busy machine only takes more of them. */
  const until = async (is: (now: Awaited<ReturnType<typeof job>>) => boolean): Promise<void> => {
    for (let second = 0; second < 500; second += 1) {
      if (is(await job())) return;
      await clock.advance(1000);
    }
    throw new Error(`not reached: ${JSON.stringify(await job())}`);
  };
  return { database, clock, card, pictures, announced, job, until };
};

describe('pictures of an aircraft', () => {
  it('wait while it is armed, and are fetched once each when it has landed', async () => {
    const { card, announced, until, job } = await open();
    card.state = { ...card.state, armed: true };
    announced.emit(taken('/a.jpg'));
    announced.emit(taken('/b.jpg'));
    await until(({ waiting, state }) => waiting === 2 && state === 'held');
    expect(card.asked).toEqual([]);
    card.state = { ...card.state, armed: false };
    await until(({ fetched }) => fetched === 2);
    expect(card.put).toEqual(['picture /a.jpg', 'picture /b.jpg']);
    // Announced again: opened, and left alone since its size is the same.
    announced.emit(taken('/a.jpg'));
    await until(() => card.asked.length === 3);
    await until(({ state, waiting }) => state === 'idle' && waiting === 0);
    expect(card.unless.at(-1)).toBe(bytesOf('/a.jpg').length);
    expect(card.put).toHaveLength(2);
    expect(await job()).toMatchObject({ fetched: 2, failed: 0 });
  });

  it('are waited for as long as the moment is wrong, and given up where the picture itself is', async () => {
    const { card, announced, until, job, pictures, database } = await open();
    let busy = 7;
    card.answer = (path) => {
      if (path === '/large.jpg') return fail('FTP_TOO_LARGE', { path, bytes: 2e6, most: 1e6 });
      if (path === '/broken.jpg') return fail('FTP_DIFFERS', { path, bytes: 3 });
      busy -= 1;
      return busy > 0 ? fail('VEHICLE_BUSY', { vehicle_id }) : ok(bytesOf(path));
    };
    for (const path of ['/large.jpg', '/broken.jpg', '/good.jpg']) announced.emit(taken(path));
    await until(({ fetched, failed }) => fetched === 1 && failed === 2);
    expect(card.asked.filter((path) => path === '/large.jpg')).toHaveLength(1);
    expect(card.asked.filter((path) => path === '/broken.jpg')).toHaveLength(3);
    expect(card.put).toEqual(['picture /good.jpg']);
    const codes = (await job()).failures.map((each) => [each.path, each.fault?.code]);
    expect(Object.fromEntries(codes)).toEqual({
      '/large.jpg': 'FTP_TOO_LARGE',
      '/broken.jpg': 'FTP_DIFFERS',
    });
    // A pilot asks once more.
    card.answer = (path) => ok(bytesOf(path));
    const pilot = await addPerson(database, 'pilot', ['pilot']);
    await pictures.fetch(vehicle_id, pilot);
    await until(({ fetched, failed }) => fetched === 3 && failed === 0);
  });

  it('that could not be handed on are read again, never taken for fetched', async () => {
    const { card, announced, until, pictures, database } = await open();
    card.mayPut = false;
    announced.emit(taken('/a.jpg'));
    await until(({ failed }) => failed === 1);
    card.mayPut = true;
    await pictures.fetch(vehicle_id, await addPerson(database, 'pilot', ['pilot']));
    await until(({ fetched }) => fetched === 1);
    expect(card.unless).toEqual([undefined, undefined]);
    expect(card.put).toEqual(['picture /a.jpg']);
  });

  it('in a folder are found with those below it, and looked for again after each landing', async () => {
    const { card, clock, until, pictures, database } = await open();
    const administrator = await addPerson(database, 'admin', ['administrator', 'pilot']);
    await pictures.configure({ by_itself: true, folder: '/DCIM/', component_id: 1 }, administrator);
    const file = (name: string): EntryAboard => ({ kind: 'file', name, bytes: 5 });
    card.folders.set('/DCIM/', [{ kind: 'folder', name: '100' }, file('notes.txt'), file('a.JPG')]);
    card.folders.set('/DCIM/100', [file('b.png')]);
    await pictures.fetch(vehicle_id, administrator);
    await until(({ fetched }) => fetched === 2);
    expect(card.asked.toSorted()).toEqual(['/DCIM/100/b.png', '/DCIM/a.JPG']);
    // Its size is what it was when it was fetched: that is how it is known.
    const same = (name: string): EntryAboard => ({
      kind: 'file',
      name,
      bytes: bytesOf(`/DCIM/100/${name}`).length,
    });
    card.folders.set('/DCIM/', [{ kind: 'folder', name: '100' }]);
    card.folders.set('/DCIM/100', [same('b.png'), same('c.jpg')]);
    card.state = { ...card.state, armed: true };
    // The look of every second has to see it armed once.
    for (let second = 0; second < 3; second += 1) await clock.advance(1000);
    card.state = { ...card.state, armed: false };
    await until(({ fetched }) => fetched === 3);
    expect(card.asked.slice(2)).toEqual(['/DCIM/100/c.jpg']);
  });

  it('are refused to a pilot while the aircraft is armed or away', async () => {
    const { card, pictures, database } = await open();
    const pilot = await addPerson(database, 'pilot', ['pilot']);
    card.state = { ...card.state, armed: true };
    expect(fault(await pictures.fetch(vehicle_id, pilot)).code).toBe('VEHICLE_ARMED');
    card.state = { ...card.state, link: 'lost' };
    expect(fault(await pictures.fetch(vehicle_id, pilot)).code).toBe('VEHICLE_LINK_LOST');
    expect(fault(await pictures.fetch('vehicle-9', pilot)).code).toBe('VEHICLE_UNKNOWN');
  });
});

it('a card whose folders have no end is looked through to a depth, not for ever', async () => {
  let listed = 0;
  const found = await lookThrough('/x', async () => {
    listed += 1;
    return ok([
      { kind: 'folder', name: 'again' },
      { kind: 'file', name: 'p.jpg', bytes: 1 },
    ]);
  });
  expect(found).toMatchObject({ ok: true, value: { length: 3 } });
  expect(listed).toBe(3);
});
