// Messages of group robots that were answered (a service sends one again when an answer was slow), leads made of
// reports, and who has read a work notice.
export const inbound = {
  version: 230,
  name: 'inbound robots, leads of reports, read receipts',
  sql: `
    create table robot_heard (
      channel_id text not null references channels (id),
      message_id text not null,
      heard_utc_us integer not null,
      primary key (channel_id, message_id)
    ) strict;
    create index robot_heard_by_time on robot_heard (heard_utc_us);
    alter table reports add column lead_id text references leads (id);
    alter table messages add column read_utc_us integer;
    create index messages_unread on messages (channel_id, accepted_utc_us)
      where state = 'accepted' and read_utc_us is null;
  `,
};
