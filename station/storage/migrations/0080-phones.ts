// A record is kept in every revision: what a phone once sent is never overwritten.
export const phones = {
  version: 80,
  name: 'phones, records made on site, reports',
  sql: `
    create table phones (
      id text primary key,
      person_id text not null references people (id),
      name text not null,
      token_hash text not null unique,
      paired_utc_us integer not null,
      seen_utc_us integer not null,
      revoked_utc_us integer,
      push text
    ) strict;
    create table pairings (
      token_hash text primary key,
      person_id text not null references people (id),
      expires_utc_us integer not null
    ) strict;
    create table field_records (
      id text not null,
      revision integer not null,
      author_id text not null references people (id),
      saved_utc_us integer not null,
      sha256 text not null,
      body text not null check (json_valid(body)),
      primary key (id, revision)
    ) strict;
    create index field_records_by_time on field_records (saved_utc_us);
    create table field_files (
      sha256 text primary key,
      bytes integer not null,
      sender text not null,
      arrived_utc_us integer not null
    ) strict;
    create table report_links (
      token_hash text primary key,
      site_id text references sites (id),
      label text not null,
      expires_utc_us integer not null,
      left integer not null check (left >= 0),
      created_by text not null references people (id)
    ) strict;
    create table reports (
      id text primary key,
      token_hash text not null references report_links (token_hash),
      sent_utc_us integer not null,
      body text not null check (json_valid(body))
    ) strict;
  `,
};
