import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Flight } from '#common';
import { addFlight, addPerson, openTestStore, temporaryFolder } from '../../testing/fixtures.ts';
import { addFlights, Payload } from './payload.ts';

const log_path = (flight: Flight): string => `data/flights/${flight.id}/flight.tlog`;

/** What a case file takes of a flight whose log lies on the disk. */
const packed = async (ended_utc_us: number | null) => {
  const store = await openTestStore();
  const pilot = await addPerson(store.database, 'pilot', ['pilot']);
  const flight = { ...(await addFlight(store.database, pilot.id)), ended_utc_us };
  await store.database
    .updateTable('flights')
    .set({ body: JSON.stringify(flight) })
    .where('id', '=', flight.id)
    .execute();
  const data_dir = await temporaryFolder();
  await mkdir(join(data_dir, 'flights'));
  await writeFile(join(data_dir, 'flights', `${flight.id}.tlog`), 'frames');
  const payload = new Payload(await temporaryFolder());
  await addFlights(payload, { database: store.database, data_dir }, [], [flight.id]);
  return { flight, names: payload.contents.map(({ name }) => name), left_out: payload.left_out };
};

it('takes the log of a flight that has ended', async () => {
  const { flight, names } = await packed(2);
  expect(names).toContain(log_path(flight));
});

it('names the log of a flight still in the air as left out: it grows, and would not be what is sealed', async () => {
  const { flight, names, left_out } = await packed(null);
  expect(names).not.toContain(log_path(flight));
  expect(left_out).toContainEqual({ path: log_path(flight), why: 'the flight is still in the air' });
});
