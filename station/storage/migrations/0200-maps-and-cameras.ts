// The basemap of a station, and cameras that its pilots measured themselves.
export const mapsAndCameras = {
  version: 200,
  name: 'basemap and own cameras',
  sql: `
    create table map_settings (
      id integer primary key check (id = 1),
      body text not null check (json_valid(body)),
      key text not null
    ) strict;
    create table cameras (
      id text primary key,
      body text not null check (json_valid(body))
    ) strict;
  `,
};
