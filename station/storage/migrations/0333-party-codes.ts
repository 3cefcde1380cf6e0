// 查阅码: by which the other party fetches its copy without an account. The code itself is not kept.
export const partyCodes = {
  version: 333,
  name: 'access codes of disclosed copies',
  sql: `
    create table party_codes (
      export_id text primary key references exports (id) on delete cascade,
      code_hash text not null,
      expires_utc_us integer not null,
      wrong integer not null default 0,
      given_by text not null
    ) strict;
  `,
};
