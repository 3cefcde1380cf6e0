// Alerts become what a person takes on; messages are what goes out for them, one row per channel and recipient.
// An alert of the version before keeps its id; what it was sent through stays as one message.
export const outbox = {
  version: 60,
  name: 'channels, messages, escalation, contacts',
  sql: `
    alter table alerts rename to alerts_before;
    drop index alerts_to_send;

    create table channels (
      id text primary key,
      kind text not null,
      body text not null check (json_valid(body)),
      secrets text not null,
      state text not null check (state in ('idle', 'retrying', 'stopped')),
      fault text check (fault is null or json_valid(fault)),
      failures integer not null default 0,
      retry_utc_us integer,
      sent_utc_us text not null default '[]' check (json_valid(sent_utc_us)),
      accepted_utc_us integer,
      tested_utc_us integer,
      test_ok integer,
      removed integer not null default 0
    ) strict;
    insert into channels (id, kind, body, secrets, state)
      values ('in_app', 'in_app', '{"name":"站内屏幕","enabled":true,"from_level":0,"fields":{}}', '', 'idle');

    create table alerts (
      id text primary key,
      key text not null unique,
      site_id text,
      flight_id text references flights (id),
      state text not null check (state in ('queued', 'delivered', 'acknowledged')),
      level integer not null check (level between 0 and 2),
      queued_utc_us integer not null,
      escalates_utc_us integer,
      delivered_utc_us integer,
      acknowledged_utc_us integer,
      acknowledged_by text references people (id),
      answers text not null default '[]' check (json_valid(answers)),
      check (state <> 'acknowledged' or (acknowledged_utc_us is not null and acknowledged_by is not null)),
      check (state <> 'acknowledged' or escalates_utc_us is null)
    ) strict;
    create index alerts_by_time on alerts (queued_utc_us);
    create index alerts_open on alerts (flight_id, site_id) where state <> 'acknowledged';
    create index alerts_to_escalate on alerts (escalates_utc_us) where escalates_utc_us is not null;
    create table alert_leads (
      lead_id text primary key references leads (id),
      alert_id text not null references alerts (id),
      number integer not null,
      unique (alert_id, number)
    ) strict;

    create table messages (
      seq integer primary key autoincrement,
      id text not null unique,
      alert_id text references alerts (id),
      channel_id text not null references channels (id),
      recipient_id text references people (id),
      kind text not null check (kind in ('text', 'update', 'picture', 'escalation', 'digest', 'test')),
      state text not null check (state in ('queued', 'sending', 'accepted', 'digested', 'refused', 'dropped')),
      queued_utc_us integer not null,
      expires_utc_us integer not null,
      not_before_utc_us integer not null,
      attempts integer not null default 0,
      accepted_utc_us integer,
      covers integer not null default 0,
      digest_id text references messages (id),
      receipt text,
      last_error text
    ) strict;
    create index messages_waiting on messages (channel_id, queued_utc_us) where state in ('queued', 'sending');
    create index messages_by_alert on messages (alert_id);
    create index messages_by_digest on messages (digest_id) where digest_id is not null;

    create table contacts (
      person_id text primary key references people (id),
      body text not null check (json_valid(body))
    ) strict;
    create table alert_settings (
      id integer primary key check (id = 1),
      body text not null check (json_valid(body))
    ) strict;

    insert into alerts (id, key, site_id, flight_id, state, level, queued_utc_us, delivered_utc_us,
        acknowledged_utc_us, acknowledged_by)
      select a.id, upper(substr(a.id, -6)) || '-' || a.rowid, json_extract(l.body, '$.site_id'), l.flight_id,
        case a.state when 'failed' then 'queued' else a.state end, 0, a.queued_utc_us, a.delivered_utc_us,
        a.acknowledged_utc_us, a.acknowledged_by
      from alerts_before a join leads l on l.id = a.lead_id;
    insert into alert_leads (lead_id, alert_id, number)
      select lead_id, min(id), 1 from alerts_before group by lead_id;
    insert into messages (id, alert_id, channel_id, kind, state, queued_utc_us, expires_utc_us,
        not_before_utc_us, attempts, accepted_utc_us, covers, last_error)
      select 'message-of-' || id, id, 'in_app', 'text',
        case when state in ('queued', 'failed') then 'queued' else 'accepted' end,
        queued_utc_us, queued_utc_us + 1800000000, queued_utc_us, attempts, delivered_utc_us, 1, last_error
      from alerts_before;
    drop table alerts_before;
  `,
};
