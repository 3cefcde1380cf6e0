import {
  type CallInput,
  type CallOutput,
  type Contact,
  fail,
  ok,
  type Result,
  type SiteContact,
} from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import { findEnterprise } from '../registry/enterprises.ts';
import type { Database } from '../storage/database.ts';
import { findRecord } from '../storage/records.ts';
import { presetContact, readRoster, readSettings, saveContact } from './roster.ts';

/** Rules, shifts, contacts: who is told, as administrators set it and people switch themselves. */
export class Duty {
  readonly #ports: { readonly database: Database; readonly ledger: Ledger };

  constructor(ports: { readonly database: Database; readonly ledger: Ledger }) {
    this.#ports = ports;
  }

  async siteContact(site_id: string): Promise<CallOutput<'sites.contact'>> {
    const { site_contacts } = await this.settings();
    const contact = site_contacts.find((one) => one.site_id === site_id);
    return { contact: contact ?? (await this.#enterpriseContact(site_id)) };
  }

  /** The first contact of the site's enterprise, where the site has none of its own. */
  async #enterpriseContact(site_id: string): Promise<SiteContact | null> {
    const site = await findRecord(this.#ports.database, 'sites', site_id);
    const enterprise_id = site.ok ? site.value.enterprise_id : undefined;
    if (enterprise_id === undefined || enterprise_id === null) return null;
    const enterprise = await findEnterprise(this.#ports.database, enterprise_id);
    const [first] = enterprise.ok ? enterprise.value.contacts : [];
    return first === undefined ? null : { site_id, name: first.name.slice(0, 64), phone: first.phone };
  }

  settings() {
    return readSettings(this.#ports.database);
  }

  async saveSettings(input: CallInput<'alerts.save_settings'>, actor: string) {
    const body = JSON.stringify(input);
    await this.#ports.database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('alert_settings')
        .values({ id: 1, body })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
        .execute();
      await this.#ports.ledger.append(transaction, {
        actor,
        action: 'alert.settings',
        object: 'alert_settings',
        details: { ...input },
      });
    });
    return ok(await this.settings());
  }

  async contacts(): Promise<Contact[]> {
    const { people, contacts } = await readRoster(this.#ports.database);
    return people.map(({ id }) => contacts.get(id) ?? presetContact(id));
  }

  /** Changes a contact; the ledger says who did, and whether it is on duty, but no address. */
  async saveContact(
    person_id: string,
    change: Partial<Omit<Contact, 'person_id'>>,
    actor: string,
  ): Promise<Result<Contact>> {
    const { database, ledger } = this.#ports;
    return database.transaction().execute(async (transaction): Promise<Result<Contact>> => {
      const { people, contacts } = await readRoster(transaction);
      if (!people.some(({ id }) => id === person_id))
        return fail('NOT_FOUND', { kind: 'person', id: person_id });
      const contact = { ...(contacts.get(person_id) ?? presetContact(person_id)), ...change };
      await saveContact(transaction, contact);
      const details = { on_duty: contact.on_duty, fields: Object.keys(change) };
      await ledger.append(transaction, { actor, action: 'contact.save', object: person_id, details });
      return ok(contact);
    });
  }
}
