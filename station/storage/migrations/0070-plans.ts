// A plan that was flown is kept: it is only taken from the lists, so that its mission never flies unchecked.
export const plans = {
  version: 70,
  name: 'plans',
  sql: `
    create table plans (
      id text primary key references missions (id),
      body text not null check (json_valid(body)),
      saved_utc_us integer not null,
      saved_by text not null references people (id),
      removed integer not null default 0 check (removed in (0, 1))
    ) strict;
  `,
};
