import {
  type Aircraft,
  aircraftSchema,
  type CallInput,
  fail,
  type Licence,
  ok,
  type Person,
  type registryCalls,
  type Result,
} from '#common';
import { type Router, signedIn } from '../call-table.ts';
import type { Registry } from '../evidence/device.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';

type Ports = { readonly database: Database; readonly ledger: Ledger };

/** 登记: aircraft and licences. What is registered when a file is closed stands in its seal; later changes do not. */
export class Registries implements Registry {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async listAircraft(): Promise<Aircraft[]> {
    const rows = await this.#ports.database
      .selectFrom('aircraft')
      .select('body')
      .orderBy('vehicle_id')
      .execute();
    return rows.map(({ body }) => aircraftSchema.parse(JSON.parse(body)));
  }

  async saveAircraft(aircraft: Aircraft, person: Person): Promise<Result<Aircraft[]>> {
    const { database, ledger } = this.#ports;
    const body = JSON.stringify(aircraft);
    await database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('aircraft')
        .values({ vehicle_id: aircraft.vehicle_id, body })
        .onConflict((conflict) => conflict.column('vehicle_id').doUpdateSet({ body }))
        .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: 'aircraft.save',
        object: aircraft.vehicle_id,
        details: { ...aircraft },
      });
    });
    return ok(await this.listAircraft());
  }

  /** Everybody who may fly, with a licence or without. */
  async listLicences(): Promise<Licence[]> {
    const rows = await this.#ports.database
      .selectFrom('people')
      .leftJoin('licences', 'licences.person_id', 'people.id')
      .select([
        'people.id',
        'people.name',
        'people.roles',
        'licences.licence',
        'licences.licence_class',
        'licences.valid_to',
      ])
      .where('people.disabled', '=', 0)
      .orderBy('people.name')
      .execute();
    return rows
      .filter(({ roles, licence }) => licence !== null || (JSON.parse(roles) as string[]).includes('pilot'))
      .map(({ id, name, licence, licence_class, valid_to }) => ({
        person_id: id,
        person_name: name,
        licence: licence ?? '',
        licence_class: licence_class ?? '',
        valid_to,
      }));
  }

  async saveLicence(
    { person_id, licence, licence_class, valid_to }: CallInput<'registry.save_licence'>,
    person: Person,
  ): Promise<Result<Licence[]>> {
    const { database, ledger } = this.#ports;
    const saved = await database.transaction().execute(async (transaction): Promise<Result<void>> => {
      const known = await transaction
        .selectFrom('people')
        .select('id')
        .where('id', '=', person_id)
        .executeTakeFirst();
      if (known === undefined) return fail('NOT_FOUND', { kind: 'person', id: person_id });
      await transaction.deleteFrom('licences').where('person_id', '=', person_id).execute();
      if (licence !== '')
        await transaction
          .insertInto('licences')
          .values({ person_id, licence, licence_class, valid_to })
          .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: 'licence.save',
        object: person_id,
        details: { licence, licence_class, valid_to },
      });
      return ok(undefined);
    });
    return saved.ok ? ok(await this.listLicences()) : saved;
  }

  /** For seals: null where nothing is registered. */
  async aircraft(vehicle_id: string): ReturnType<Registry['aircraft']> {
    const found = (await this.listAircraft()).find((each) => each.vehicle_id === vehicle_id);
    return {
      aircraft_serial: found?.serial || null,
      aircraft_registration: found?.registration || null,
      camera: found?.camera || null,
      firmware: found?.firmware || null,
    };
  }

  /** For seals. */
  async licence(pilot_id: string): Promise<string | null> {
    const row = await this.#ports.database
      .selectFrom('licences')
      .select('licence')
      .where('person_id', '=', pilot_id)
      .executeTakeFirst();
    return row?.licence ?? null;
  }
}

export const registryRoutes = (registries: Registries): Pick<Router, keyof typeof registryCalls> => ({
  'registry.aircraft': async () => ok(await registries.listAircraft()),
  'registry.save_aircraft': (input, context) => registries.saveAircraft(input, signedIn(context)),
  'registry.licences': async () => ok(await registries.listLicences()),
  'registry.save_licence': (input, context) => registries.saveLicence(input, signedIn(context)),
});
