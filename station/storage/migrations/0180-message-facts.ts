// What a message says where a person chose the words (喊话), and when its receiver read it, where the service tells.
export const messageFacts = {
  version: 180,
  name: 'words and reading of messages',
  sql: `
    alter table messages add column words text;
    alter table messages add column read_utc_us integer;
    create table inbound_seen (
      channel_id text not null references channels (id),
      id text not null,
      utc_us integer not null,
      primary key (channel_id, id)
    ) strict;
    create index inbound_by_time on inbound_seen (utc_us);
  `,
};
