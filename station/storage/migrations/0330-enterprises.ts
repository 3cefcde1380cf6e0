// 用人单位 and their files, 队伍. A record of a file is never taken out: a wrong one is withdrawn and stays.
export const enterprises = {
  version: 330,
  name: 'enterprises and their records, teams',
  sql: `
    create table enterprises (
      id text primary key,
      body text not null check (json_valid(body))
    ) strict;
    create table enterprise_records (
      id text primary key,
      enterprise_id text not null references enterprises (id),
      date text not null,
      body text not null check (json_valid(body))
    ) strict;
    create index enterprise_records_by_date on enterprise_records (enterprise_id, date);
    create trigger enterprise_records_stay before delete on enterprise_records
      begin select raise(abort, 'a record stays'); end;
    create trigger enterprise_records_never_change before update on enterprise_records
      when json_remove(new.body, '$.withdrawn') <> json_remove(old.body, '$.withdrawn')
        or json_type(old.body, '$.withdrawn') <> 'null' or new.id <> old.id
        or new.enterprise_id <> old.enterprise_id or new.date <> old.date
      begin select raise(abort, 'a record is only withdrawn, once'); end;
    create table teams (
      id text primary key,
      removed integer not null default 0 check (removed in (0, 1)),
      body text not null check (json_valid(body))
    ) strict;
  `,
};
