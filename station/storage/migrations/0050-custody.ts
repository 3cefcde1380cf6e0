// What a file is was a closed list in the table itself: new kinds of derivatives would each rebuild it.
export const custody = {
  version: 50,
  name: 'seals, time-stamps, exports, retention',
  sql: `
    alter table ledger add column origin text not null default '';
    create trigger ledger_never_replaces before insert on ledger
      when exists (select 1 from ledger where hash = new.hash or seq = new.seq)
      begin select raise(abort, 'the custody ledger is append-only'); end;

    create table sealed_files (
      sha256 text not null,
      sm3 text,
      path text primary key,
      kind text not null check (length(kind) > 0),
      lead_id text references leads (id),
      bytes integer not null,
      parent_sha256 text,
      seal_sha256 text,
      ledger_seq integer not null references ledger (seq)
    ) strict;
    insert into sealed_files (sha256, path, kind, lead_id, bytes, parent_sha256, ledger_seq)
      select sha256, path, kind, lead_id, bytes, parent_sha256, ledger_seq from files;
    drop table files;
    alter table sealed_files rename to files;
    create index files_by_lead on files (lead_id);
    create index files_by_hash on files (sha256);
    create trigger files_never_change before update on files
      begin select raise(abort, 'a sealed file is never changed'); end;
    create trigger files_never_shrink before delete on files
      begin select raise(abort, 'a sealed file is never forgotten'); end;
    create trigger files_never_replace before insert on files
      when exists (select 1 from files where path = new.path)
      begin select raise(abort, 'a sealed file is never replaced'); end;

    create table custody_settings (
      id integer primary key check (id = 1),
      body text not null check (json_valid(body))
    ) strict;

    create table anchors (
      id text primary key,
      day text not null unique,
      head_seq integer not null references ledger (seq),
      head_hash text not null,
      queued_utc_us integer not null,
      next_try_utc_us integer not null,
      attempts integer not null,
      stamped_utc_us integer,
      token_hex text,
      tsa text,
      last_error text
    ) strict;

    create table exports (
      id text primary key,
      created_utc_us integer not null,
      state text not null check (state in ('running', 'done', 'failed', 'cancelled')),
      body text not null check (json_valid(body))
    ) strict;

    create table holds (
      lead_id text primary key references leads (id),
      reason text not null check (length(reason) > 0),
      placed_by text not null references people (id),
      placed_utc_us integer not null
    ) strict;

    create table deletions (
      id text primary key,
      state text not null check (state in ('proposed', 'trashed', 'restored', 'refused', 'purged')),
      proposed_utc_us integer not null,
      trashed_utc_us integer,
      proposed_by text not null,
      approved_by text references people (id),
      body text not null check (json_valid(body)),
      check (state in ('proposed', 'refused') or (approved_by is not null and approved_by <> proposed_by))
    ) strict;
  `,
};
