// The custody ledger comes before the records that point into it.
export const ledger = {
  version: 30,
  name: 'custody ledger',
  sql: `
    create table ledger (
      seq integer primary key check (seq > 0),
      utc_us integer not null,
      actor text not null,
      action text not null,
      object text not null,
      details text not null check (json_valid(details)),
      app_version text not null,
      previous_hash text not null,
      hash text not null unique
    ) strict;

    create trigger ledger_never_changes before update on ledger
      begin select raise(abort, 'the custody ledger is append-only'); end;
    create trigger ledger_never_shrinks before delete on ledger
      begin select raise(abort, 'the custody ledger is append-only'); end;
    create trigger ledger_has_no_holes before insert on ledger
      when new.seq <> (select coalesce(max(seq), 0) + 1 from ledger)
      or new.previous_hash <> coalesce((select hash from ledger order by seq desc limit 1), '')
      begin select raise(abort, 'the custody ledger must continue from its last row'); end;
  `,
};
