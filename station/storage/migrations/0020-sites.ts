export const sites = {
  version: 20,
  name: 'sites, missions, streams, flights',
  sql: `
    create table sites (id text primary key, body text not null check (json_valid(body))) strict;

    create table missions (
      id text primary key,
      site_id text not null references sites (id),
      body text not null check (json_valid(body))
    ) strict;

    create table streams (
      id text primary key,
      name text not null,
      url text not null,
      created_utc_us integer not null
    ) strict;

    create table flights (
      id text primary key,
      mission_id text not null references missions (id),
      site_id text not null references sites (id),
      pilot_id text not null references people (id),
      started_utc_us integer not null,
      ended_utc_us integer,
      body text not null check (json_valid(body))
    ) strict;
    create index flights_by_start on flights (started_utc_us);
  `,
};
