// Pictures on the cards of aircraft: announced or found there, each fetched once.
export const aircraftPictures = {
  version: 380,
  name: 'pictures fetched off the aircraft',
  sql: `
    create table aircraft_pictures (
      vehicle_id text not null,
      component_id integer not null,
      path text not null,
      state text not null check (state in ('waiting', 'fetched', 'failed')),
      bytes integer,
      sha256 text,
      taken_utc_us integer,
      noted_utc_us integer not null,
      tries integer not null default 0,
      fault text,
      primary key (vehicle_id, component_id, path)
    ) strict, without rowid;
    create index aircraft_pictures_by_state on aircraft_pictures (vehicle_id, state, noted_utc_us);
    create index aircraft_pictures_by_sha256 on aircraft_pictures (sha256) where sha256 is not null;
    create table picture_settings (id integer primary key check (id = 1), body text not null) strict;
  `,
};
