// The models by which a station judges; no row: what ships with it.
export const models = {
  version: 250,
  name: 'models in use',
  sql: `
    create table model_settings (
      id integer primary key check (id = 1),
      folder text
    ) strict;
  `,
};
