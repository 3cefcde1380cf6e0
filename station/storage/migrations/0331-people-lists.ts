// What somebody has reviewed and works on, in the order in which lists show it: looking up thousands of leads or
// cases to sort them took a quarter of a second.
export const peopleLists = {
  version: 331,
  name: 'cases and reviews of a person in order of time',
  sql: `
    alter table case_people add column live integer not null default 1;
    alter table case_people add column changed_utc_us integer not null default 0;
    update case_people set (live, changed_utc_us) =
      (select c.ended_utc_us is null, c.changed_utc_us from cases c where c.id = case_people.case_id);
    create index case_people_live on case_people (person_id, case_id) where live = 1;
    create index case_people_newest on case_people (person_id, changed_utc_us, case_id);
    drop trigger cases_have_people;
    create trigger cases_have_people after update of officers on cases when new.officers <> old.officers
      begin
        delete from case_people where case_id = new.id;
        insert or ignore into case_people (person_id, case_id)
          select json_extract(o.value, '$.id'), new.id from json_each(new.officers) o;
      end;
    create trigger cases_move_for_people after update on cases
      begin
        update case_people set live = new.ended_utc_us is null, changed_utc_us = new.changed_utc_us
          where case_id = new.id;
      end;

    create table reviewed_leads (
      person_id text not null,
      raised_utc_us integer not null,
      lead_id text not null,
      primary key (person_id, raised_utc_us, lead_id)
    ) strict, without rowid;
    insert into reviewed_leads
      select distinct r.reviewer_id, l.raised_utc_us, l.id from reviews r join leads l on l.id = r.lead_id;
    create trigger reviews_are_listed after insert on reviews
      begin
        insert into reviewed_leads select new.reviewer_id, l.raised_utc_us, l.id from leads l
          where l.id = new.lead_id and not exists (select 1 from reviewed_leads x where x.person_id = new.reviewer_id
            and x.raised_utc_us = l.raised_utc_us and x.lead_id = l.id);
      end;
  `,
};
