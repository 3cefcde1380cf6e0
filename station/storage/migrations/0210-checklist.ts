/** Ticks wait here until a flight takes them with it; the rule of recency; the class of a licence. */
export const checklist = {
  version: 210,
  name: 'pre-flight checklist, flight log',
  sql: `
    create table checklist_ticks (
      vehicle_id text not null,
      item text not null,
      reason text not null,
      person_id text not null references people (id),
      utc_us integer not null,
      primary key (vehicle_id, item)
    ) strict;
    create table currency_rule (
      id integer primary key check (id = 1),
      body text not null check (json_valid(body))
    ) strict;
    alter table licences add column licence_class text not null default '';
  `,
};
