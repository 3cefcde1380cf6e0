export const registry = {
  version: 152,
  name: 'aircraft and licences',
  sql: `
    create table aircraft (
      vehicle_id text primary key,
      body text not null check (json_valid(body))
    ) strict;
    create table licences (
      person_id text primary key references people (id),
      licence text not null check (trim(licence) <> ''),
      valid_to text
    ) strict;
  `,
};
