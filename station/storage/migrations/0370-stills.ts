// Pictures that were handed in and judged, each once however often it comes.
export const stills = {
  version: 370,
  name: 'stills that were judged',
  sql: `
    create table stills (
      sha256 text primary key,
      name text not null,
      judged_utc_us integer not null,
      leads integer not null,
      fault text
    ) strict, without rowid;
  `,
};
