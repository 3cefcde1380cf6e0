import {
  type AlertSettings,
  alertSettingsSchema,
  type Contact,
  contactSchema,
  type Person,
  personSchema,
  presetAlertSettings,
} from '#common';
import type { Database } from '../storage/database.ts';
import type { Roster } from './rules.ts';

/** How a person is reached who has said nothing: on duty, by the screens of the station alone. */
export const presetContact = (person_id: string): Contact => ({
  person_id,
  addresses: { mobile: '', email: '', dingtalk_id: '', wecom_id: '' },
  on_duty: true,
  quiet: null,
  on_site_until_utc_us: null,
});

export const readSettings = async (database: Database): Promise<AlertSettings> => {
  const row = await database.selectFrom('alert_settings').select('body').executeTakeFirst();
  return row === undefined ? presetAlertSettings : alertSettingsSchema.parse(JSON.parse(row.body));
};

export const readRoster = async (database: Database): Promise<Roster> => {
  const people = await database.selectFrom('people').selectAll().orderBy('name').execute();
  const contacts = await database.selectFrom('contacts').selectAll().execute();
  return {
    people: people.map((row): Person =>
      personSchema.parse({ ...row, roles: JSON.parse(row.roles), disabled: row.disabled === 1 }),
    ),
    contacts: new Map(
      contacts.map(({ person_id, body }) => [person_id, contactSchema.parse(JSON.parse(body))]),
    ),
  };
};

export const saveContact = async (database: Database, contact: Contact): Promise<void> => {
  const body = JSON.stringify(contact);
  await database
    .insertInto('contacts')
    .values({ person_id: contact.person_id, body })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ body }))
    .execute();
};
