// A machine verdict never becomes evidence without a person's review: the last trigger refuses it.
export const leads = {
  version: 40,
  name: 'leads, files, reviews, evidence, alerts',
  sql: `
    create table leads (
      id text primary key,
      raised_utc_us integer not null,
      state text not null check (state in ('open', 'confirmed', 'rejected', 'unusable')),
      clip_state text not null check (clip_state in ('waiting', 'sealed', 'failed')),
      stream_id text not null,
      flight_id text references flights (id),
      body text not null check (json_valid(body))
    ) strict;
    create index leads_by_time on leads (raised_utc_us);
    create index leads_waiting on leads (clip_state) where clip_state = 'waiting';

    create table files (
      sha256 text not null,
      path text primary key,
      kind text not null check (kind in ('still', 'clip', 'clip_playable', 'telemetry')),
      lead_id text not null references leads (id),
      bytes integer not null,
      parent_sha256 text,
      ledger_seq integer not null references ledger (seq)
    ) strict;
    create index files_by_lead on files (lead_id);

    create table reviews (
      id text primary key,
      lead_id text not null unique references leads (id),
      reviewer_id text not null references people (id),
      decision text not null check (decision in ('confirmed', 'rejected', 'unusable')),
      decided_utc_us integer not null,
      body text not null check (json_valid(body))
    ) strict;

    create table evidence (
      id text primary key,
      lead_id text not null unique references leads (id),
      review_id text not null unique references reviews (id),
      created_utc_us integer not null
    ) strict;
    create trigger evidence_needs_a_review before insert on evidence
      when not exists (
        select 1 from reviews r left join leads l on l.id = r.lead_id left join flights f on f.id = l.flight_id
        where r.id = new.review_id and r.lead_id = new.lead_id and r.decision = 'confirmed'
          and (f.pilot_id is null or f.pilot_id <> r.reviewer_id)
      )
      begin select raise(abort, 'evidence needs a confirming review by somebody other than the pilot'); end;

    create table alerts (
      id text primary key,
      lead_id text not null references leads (id),
      channel text not null check (channel in ('in_app')),
      state text not null check (state in ('queued', 'delivered', 'acknowledged', 'failed')),
      attempts integer not null,
      queued_utc_us integer not null,
      next_try_utc_us integer not null,
      delivered_utc_us integer,
      acknowledged_utc_us integer,
      acknowledged_by text references people (id),
      last_error text
    ) strict;
    create index alerts_to_send on alerts (next_try_utc_us) where state = 'queued';
  `,
};
