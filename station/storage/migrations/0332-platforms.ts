// Other platforms that hand leads in. A report is kept under the platform's own name for it, so that it is one
// lead however often it is sent.
export const platforms = {
  version: 332,
  name: 'platforms that hand leads in',
  sql: `
    create table platforms (
      id text primary key,
      name text not null check (trim(name) <> ''),
      secret text not null,
      created_utc_us integer not null,
      removed integer not null default 0 check (removed in (0, 1))
    ) strict;
    create table platform_reports (
      platform_id text not null references platforms (id),
      report_id text not null,
      lead_id text not null references leads (id),
      heard_utc_us integer not null,
      primary key (platform_id, report_id)
    ) strict, without rowid;
  `,
};
