export const people = {
  version: 10,
  name: 'people',
  sql: `
    create table people (
      id text primary key,
      name text not null unique collate nocase,
      roles text not null check (json_valid(roles)),
      password_hash text not null,
      disabled integer not null default 0 check (disabled in (0, 1)),
      created_utc_us integer not null
    ) strict;

    create table sessions (
      token_hash text primary key,
      person_id text not null references people (id) on delete cascade,
      created_utc_us integer not null,
      expires_utc_us integer not null
    ) strict;
    create index sessions_by_person on sessions (person_id);
  `,
};
