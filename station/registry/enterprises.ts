import {
  type CallInput,
  type Clock,
  type Enterprise,
  type EnterpriseRecord,
  enterpriseRecordSchema,
  enterpriseSchema,
  fail,
  type Ids,
  ok,
  type Person,
  type Result,
  type Site,
} from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import { listSites } from '../sites/sites.ts';
import type { Database } from '../storage/database.ts';

export type EnterprisePorts = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
};

/** 用人单位登记, and what inspectors write into the file of each. */
export class Enterprises {
  readonly #ports: EnterprisePorts;

  constructor(ports: EnterprisePorts) {
    this.#ports = ports;
  }

  list(): Promise<Enterprise[]> {
    return listEnterprises(this.#ports.database);
  }

  /** A changed name is changed at its sites too; fails with CREDIT_CODE_TAKEN where another one has the code. */
  async save(input: CallInput<'enterprises.save'>, person: Person): Promise<Result<Enterprise>> {
    const { database, ledger, ids } = this.#ports;
    return database.transaction().execute(async (transaction): Promise<Result<Enterprise>> => {
      const known = input.id === undefined ? undefined : await findEnterprise(transaction, input.id);
      if (known?.ok === false) return known;
      const enterprise = enterpriseSchema.parse({ ...input, id: input.id ?? ids.next('enterprise') });
      const { id, name, credit_code } = enterprise;
      const taken =
        credit_code === ''
          ? undefined
          : (await listEnterprises(transaction)).find(
              (each) => each.credit_code === credit_code && each.id !== id,
            );
      if (taken !== undefined) return fail('CREDIT_CODE_TAKEN', { name: taken.name });
      const body = JSON.stringify(enterprise);
      await transaction
        .insertInto('enterprises')
        .values({ id, body })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
        .execute();
      for (const site of await listSites(transaction)) {
        if (site.enterprise_id !== id || site.enterprise.zh === name) continue;
        const renamed: Site = { ...site, enterprise: { zh: name, en: name } };
        await transaction
          .updateTable('sites')
          .set({ body: JSON.stringify(renamed) })
          .where('id', '=', site.id)
          .execute();
      }
      await ledger.append(transaction, {
        actor: person.id,
        action: 'enterprise.save',
        object: id,
        details: { ...enterprise },
      });
      return ok(enterprise);
    });
  }

  async records(enterprise_id: string): Promise<EnterpriseRecord[]> {
    const rows = await this.#ports.database
      .selectFrom('enterprise_records')
      .select('body')
      .where('enterprise_id', '=', enterprise_id)
      .orderBy('date', 'desc')
      .orderBy('id', 'desc')
      .limit(500)
      .execute();
    return rows.map(({ body }) => enterpriseRecordSchema.parse(JSON.parse(body)));
  }

  async record(input: CallInput<'enterprises.record'>, person: Person): Promise<Result<EnterpriseRecord>> {
    const { database, ledger, clock, ids } = this.#ports;
    return database.transaction().execute(async (transaction): Promise<Result<EnterpriseRecord>> => {
      const enterprise = await findEnterprise(transaction, input.enterprise_id);
      if (!enterprise.ok) return enterprise;
      const made = { id: ids.next('record'), by_name: person.name, utc_us: clock.utc_us(), withdrawn: null };
      // In the order of the schema, as it is read again: the database compares before it lets a record be withdrawn.
      const record = enterpriseRecordSchema.parse({ ...input, ...made });
      const { id, enterprise_id, date } = record;
      await transaction
        .insertInto('enterprise_records')
        .values({ id, enterprise_id, date, body: JSON.stringify(record) })
        .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: 'enterprise.record',
        object: enterprise_id,
        details: { ...record },
      });
      return ok(record);
    });
  }

  async withdraw(
    { record_id, reason }: CallInput<'enterprises.withdraw'>,
    person: Person,
  ): Promise<Result<EnterpriseRecord>> {
    const { database, ledger, clock } = this.#ports;
    return database.transaction().execute(async (transaction): Promise<Result<EnterpriseRecord>> => {
      const row = await transaction
        .selectFrom('enterprise_records')
        .select('body')
        .where('id', '=', record_id)
        .executeTakeFirst();
      if (row === undefined) return fail('NOT_FOUND', { kind: 'record', id: record_id });
      const record = enterpriseRecordSchema.parse(JSON.parse(row.body));
      if (record.withdrawn !== null) return fail('STATE_CONFLICT', { kind: 'record', state: 'withdrawn' });
      const withdrawn = { by_name: person.name, reason, utc_us: clock.utc_us() };
      const changed: EnterpriseRecord = { ...record, withdrawn };
      await transaction
        .updateTable('enterprise_records')
        .set({ body: JSON.stringify(changed) })
        .where('id', '=', record_id)
        .execute();
      await ledger.append(transaction, {
        actor: person.id,
        action: 'enterprise.withdraw',
        object: record.enterprise_id,
        details: { record_id, reason },
      });
      return ok(changed);
    });
  }
}

const listEnterprises = async (database: Database): Promise<Enterprise[]> => {
  const rows = await database.selectFrom('enterprises').select('body').orderBy('id').limit(5000).execute();
  return rows.map(({ body }) => enterpriseSchema.parse(JSON.parse(body)));
};

export const findEnterprise = async (database: Database, id: string): Promise<Result<Enterprise>> => {
  const row = await database.selectFrom('enterprises').select('body').where('id', '=', id).executeTakeFirst();
  return row === undefined
    ? fail('NOT_FOUND', { kind: 'enterprise', id })
    : ok(enterpriseSchema.parse(JSON.parse(row.body)));
};
