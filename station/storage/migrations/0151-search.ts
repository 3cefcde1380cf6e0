// Lists of a million leads are read by what they are filtered by. The columns are drawn from the record itself, so
// nothing can disagree with it; places (where the person stood, else the aircraft) lie in an R*Tree, and words in an index that the station fills (see
// station/search): a trigger notes what has changed.
export const search = {
  version: 151,
  name: 'indexes for long lists, places on the map, words, saved filters',
  sql: `
    alter table leads add column site_id text generated always as (json_extract(body, '$.site_id')) virtual;
    alter table leads add column item text generated always as (json_extract(body, '$.suspicion.item')) virtual;
    alter table leads add column probability real
      generated always as (json_extract(body, '$.suspicion.probability')) virtual;
    alter table leads add column lat_deg real generated always as (coalesce(json_extract(body, '$.place.lat_deg'), json_extract(body, '$.aircraft.lat_deg'))) virtual;
    alter table leads add column lon_deg real generated always as (coalesce(json_extract(body, '$.place.lon_deg'), json_extract(body, '$.aircraft.lon_deg'))) virtual;
    create index leads_in_state on leads (state, raised_utc_us, id) where merged_into is null;
    create index leads_at_site on leads (site_id, raised_utc_us, id) where merged_into is null;
    create index leads_of_flight on leads (flight_id, raised_utc_us, id) where merged_into is null;
    create index leads_of_item on leads (item, raised_utc_us, id) where merged_into is null;
    create index leads_by_confidence on leads (state, probability, id) where merged_into is null;
    create index leads_standing on leads (raised_utc_us, id) where merged_into is null;

    create virtual table lead_places using rtree (n, min_lat, max_lat, min_lon, max_lon, +lead_id text, +raised_utc_us integer);
    insert into lead_places (min_lat, max_lat, min_lon, max_lon, lead_id, raised_utc_us)
      select coalesce(json_extract(body, '$.place.lat_deg'), json_extract(body, '$.aircraft.lat_deg')), coalesce(json_extract(body, '$.place.lat_deg'), json_extract(body, '$.aircraft.lat_deg')),
        coalesce(json_extract(body, '$.place.lon_deg'), json_extract(body, '$.aircraft.lon_deg')), coalesce(json_extract(body, '$.place.lon_deg'), json_extract(body, '$.aircraft.lon_deg')), id, raised_utc_us
      from leads where coalesce(json_extract(body, '$.place.lat_deg'), json_extract(body, '$.aircraft.lat_deg')) is not null order by raised_utc_us;
    create trigger leads_have_places after insert on leads
      when coalesce(json_extract(new.body, '$.place.lat_deg'), json_extract(new.body, '$.aircraft.lat_deg')) is not null
      begin
        insert into lead_places (min_lat, max_lat, min_lon, max_lon, lead_id, raised_utc_us) values (
          coalesce(json_extract(new.body, '$.place.lat_deg'), json_extract(new.body, '$.aircraft.lat_deg')), coalesce(json_extract(new.body, '$.place.lat_deg'), json_extract(new.body, '$.aircraft.lat_deg')),
          coalesce(json_extract(new.body, '$.place.lon_deg'), json_extract(new.body, '$.aircraft.lon_deg')), coalesce(json_extract(new.body, '$.place.lon_deg'), json_extract(new.body, '$.aircraft.lon_deg')), new.id, new.raised_utc_us);
      end;

    create index reviews_by_person on reviews (reviewer_id, lead_id);

    create index cases_live_by_due on cases (due_utc_us, id) where ended_utc_us is null;
    create index cases_all_by_due on cases (due_utc_us, id);
    create index cases_newest on cases (changed_utc_us, id);
    create index cases_live_newest on cases (changed_utc_us, id) where ended_utc_us is null;
    create table case_people (
      person_id text not null,
      case_id text not null references cases (id),
      primary key (person_id, case_id)
    ) strict, without rowid;
    insert or ignore into case_people
      select json_extract(o.value, '$.id'), c.id from cases c, json_each(c.officers) o;
    create index case_people_by_case on case_people (case_id);
    create trigger cases_have_people after update of officers on cases when new.officers <> old.officers
      begin
        delete from case_people where case_id = new.id;
        insert or ignore into case_people
          select json_extract(o.value, '$.id'), new.id from json_each(new.officers) o;
      end;

    create table search_rows (
      n integer primary key,
      kind text not null check (kind in ('lead', 'case', 'site', 'person')),
      id text not null,
      unique (kind, id)
    ) strict;
    create virtual table search_words using fts5 (words, content = '', contentless_delete = 1);
    create table search_due (
      kind text not null,
      id text not null,
      primary key (kind, id)
    ) strict, without rowid;
    insert into search_due select 'case', id from cases;
    insert into search_due select 'site', id from sites;
    insert into search_due select 'person', id from people;
    insert into search_due select 'lead', id from leads where state <> 'open';
    create trigger cases_are_searched after update of act_seq, title on cases
      begin insert or ignore into search_due values ('case', new.id); end;
    create trigger sites_are_searched after insert on sites
      begin insert or ignore into search_due values ('site', new.id); end;
    create trigger sites_are_searched_anew after update on sites
      begin insert or ignore into search_due values ('site', new.id); end;
    create trigger people_are_searched after insert on people
      begin insert or ignore into search_due values ('person', new.id); end;
    create trigger people_are_searched_anew after update of name, officer_no on people
      begin insert or ignore into search_due values ('person', new.id); end;
    create trigger leads_are_searched after update of body on leads
      when json_extract(new.body, '$.review.reason') is not json_extract(old.body, '$.review.reason')
        or json_extract(new.body, '$.second_look.note') is not json_extract(old.body, '$.second_look.note')
      begin insert or ignore into search_due values ('lead', new.id); end;

    create table saved_filters (
      id text primary key,
      person_id text not null references people (id),
      name text not null check (trim(name) <> ''),
      body text not null check (json_valid(body)),
      unique (person_id, name)
    ) strict;
  `,
};
