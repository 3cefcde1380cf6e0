import { describe, expect, it } from 'vitest';
import { unwrap } from '#common';
import { describeDevice } from '../evidence/device.ts';
import { addFlight, addPerson, openTestStore } from '../testing/fixtures.ts';
import { Registries } from './registry.ts';

describe('the registries', () => {
  it('say in a seal what aircraft filmed and under which licence it was flown', async () => {
    const { database, ledger } = await openTestStore();
    const pilot = await addPerson(database, 'pilot', ['pilot']);
    const chief = await addPerson(database, 'chief', ['supervisor']);
    const flight = await addFlight(database, pilot.id);
    const registries = new Registries({ database, ledger });
    const device = describeDevice({
      database,
      registry: registries,
      station_id: 'station',
      version: '0',
      modelDirsOf: () => Promise.resolve(undefined),
    });
    const about = { stream_id: 's', flight_id: flight.id, model_id: null };
    expect(await device(about)).toMatchObject({ aircraft_serial: null, pilot: { licence: null } });

    const aircraft = {
      vehicle_id: flight.vehicle_id,
      model: 'M350',
      serial: '1ZNBJ7R00C00',
      registration: 'UAS12345678',
      camera: 'H20',
      firmware: '',
    };
    expect(unwrap(await registries.saveAircraft(aircraft, chief))).toEqual([aircraft]);
    const input = {
      person_id: pilot.id,
      licence: 'CAAC-330001',
      licence_class: '视距内',
      valid_to: '2028-01-31',
    };
    expect(unwrap(await registries.saveLicence(input, chief))).toEqual([{ ...input, person_name: 'pilot' }]);
    expect(await device(about)).toMatchObject({
      aircraft_serial: '1ZNBJ7R00C00',
      aircraft_registration: 'UAS12345678',
      camera: 'H20',
      firmware: null,
      pilot: { licence: 'CAAC-330001' },
    });
    const rows = await database.selectFrom('ledger').select('action').execute();
    expect(rows.map(({ action }) => action)).toEqual(['aircraft.save', 'licence.save']);

    unwrap(await registries.saveLicence({ ...input, licence: '' }, chief));
    expect(await registries.licence(pilot.id)).toBeNull();
    expect(await registries.saveLicence({ ...input, person_id: 'nobody' }, chief)).toMatchObject({
      error: { code: 'NOT_FOUND' },
    });
  });
});
