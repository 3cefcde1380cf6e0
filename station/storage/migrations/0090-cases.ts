// Cases are the fold of their acts. The table of transitions is a table here too, and triggers hold every act to it:
// whatever writes to this file, a case only moves as the table says. A test compares it with station/cases/rules.
export const cases = {
  version: 90,
  name: 'cases, their acts and rules; officers, countersignatures, recusals',
  sql: `
    alter table people add column officer_no text;
    create unique index people_by_officer_no on people (officer_no) where officer_no is not null;
    alter table leads add column merged_into text references leads (id);
    create index leads_merged on leads (merged_into) where merged_into is not null;

    create table lead_recusals (
      lead_id text not null references leads (id),
      person_id text not null references people (id),
      reason text not null check (trim(reason) <> ''),
      utc_us integer not null,
      ledger_seq integer not null references ledger (seq),
      primary key (lead_id, person_id)
    ) strict;
    create trigger recusals_stay before delete on lead_recusals
      begin select raise(abort, 'a recusal stays'); end;
    create trigger reviews_not_by_the_recused before insert on reviews
      when exists (select 1 from lead_recusals where lead_id = new.lead_id and person_id = new.reviewer_id)
      begin select raise(abort, 'the reviewer has withdrawn from this lead'); end;
    create trigger reviews_never_change before update on reviews
      begin select raise(abort, 'a review is never changed'); end;
    create trigger reviews_stay before delete on reviews
      begin select raise(abort, 'a review stays'); end;

    drop trigger evidence_needs_a_review;
    create trigger evidence_needs_a_review before insert on evidence
      when not exists (
        select 1 from reviews r left join leads l on l.id = r.lead_id left join flights f on f.id = l.flight_id
        join people p on p.id = r.reviewer_id
        where r.id = new.review_id and r.lead_id = new.lead_id and r.decision = 'confirmed'
          and (f.pilot_id is null or f.pilot_id <> r.reviewer_id)
          and coalesce(p.officer_no, '') <> ''
          and json_extract(r.body, '$.true') and json_extract(r.body, '$.clear')
          and json_extract(r.body, '$.complete') and json_extract(r.body, '$.accurate')
      )
      begin select raise(abort, 'evidence needs a confirming review, in all four words, by a numbered officer other than the pilot'); end;
    create trigger evidence_never_changes before update on evidence
      begin select raise(abort, 'evidence is never changed'); end;

    create table countersigns (
      review_id text primary key references reviews (id),
      person_id text not null references people (id),
      agreed integer not null check (agreed in (0, 1)),
      reason text not null,
      utc_us integer not null,
      ledger_seq integer not null references ledger (seq),
      check (agreed = 1 or trim(reason) <> '')
    ) strict;
    create trigger countersigns_by_a_second_officer before insert on countersigns
      when not exists (
        select 1 from reviews r join leads l on l.id = r.lead_id left join flights f on f.id = l.flight_id
        join people p on p.id = new.person_id
        where r.id = new.review_id and r.decision = 'confirmed' and r.reviewer_id <> new.person_id
          and (f.pilot_id is null or f.pilot_id <> new.person_id)
          and coalesce(p.officer_no, '') <> '' and p.disabled = 0
          and exists (select 1 from json_each(p.roles) x where x.value in ('inspector', 'supervisor'))
          and not exists (select 1 from lead_recusals q where q.lead_id = l.id and q.person_id = new.person_id)
      )
      begin select raise(abort, 'a second numbered officer countersigns, neither reviewer nor pilot'); end;
    create trigger countersigns_never_change before update on countersigns
      begin select raise(abort, 'a countersignature is never changed'); end;
    create trigger countersigns_stay before delete on countersigns
      begin select raise(abort, 'a countersignature stays'); end;

    create table case_rules (
      act text not null,
      from_stages text not null check (json_valid(from_stages)),
      track text,
      to_stage text,
      roles text not null check (json_valid(roles)),
      given text not null check (json_valid(given)),
      needs text not null check (json_valid(needs))
    ) strict;
    insert into case_rules values
      ('open', '["new"]', null, 'opened', '["inspector","supervisor"]',
        '["title","lead_ids"]', '["evidence","not_recused"]'),
      ('dispatch', '["opened","dispatched","signed"]', null, 'dispatched', '["inspector","supervisor"]',
        '["officer_ids"]', '["not_paused","named_officers"]'),
      ('sign', '["dispatched"]', null, 'signed', '["inspector","supervisor"]',
        '[]', '["not_paused","assigned"]'),
      ('call_back', '["signed","arrived"]', null, null, '["inspector","supervisor"]',
        '["note"]', '["not_paused","assigned"]'),
      ('arrive', '["signed"]', null, 'arrived', '["inspector","supervisor"]',
        '[]', '["not_paused","assigned"]'),
      ('handle', '["arrived"]', null, 'handled', '["inspector","supervisor"]',
        '["supplied","worn","instructed","found","certificates_shown","officer_ids","contact_name"]', '["not_paused","assigned","numbered","two_present","photo"]'),
      ('feedback', '["handled"]', null, 'reported', '["inspector","supervisor"]',
        '["finding","note"]', '["not_paused","assigned","numbered"]'),
      ('order', '["reported","rechecked"]', null, 'ordered', '["inspector","supervisor"]',
        '["requirements","clauses","days","served_to"]', '["not_paused","assigned","numbered","violation","two_officers","not_corrected"]'),
      ('recheck', '["ordered"]', null, 'rechecked', '["inspector","supervisor"]',
        '["result","note"]', '["not_paused","assigned","numbered","looked_again"]'),
      ('file', '["reported","ordered","rechecked"]', 'on_spot', null, '["supervisor"]',
        '["reason","clauses"]', '["not_paused","not_recused","violation","countersigned","two_officers"]'),
      ('preserve', '["arrived","handled","reported","ordered","rechecked"]', null, null, '["inspector","supervisor"]',
        '["items","served_to"]', '["not_paused","assigned","numbered","nothing_preserved"]'),
      ('release', '["opened","dispatched","signed","arrived","handled","reported","ordered","rechecked","decided"]', null, null, '["inspector","supervisor"]',
        '["note"]', '["not_paused","assigned","preserved"]'),
      ('inform', '["reported","ordered","rechecked"]', 'filed', null, '["inspector","supervisor"]',
        '["facts","proposed","clauses","rights_told","served_to"]', '["not_paused","assigned","numbered"]'),
      ('defend', '["reported","ordered","rechecked"]', 'filed', null, '["inspector","supervisor"]',
        '["statement","considered"]', '["not_paused","assigned","numbered","informed"]'),
      ('legal_review', '["reported","ordered","rechecked"]', 'filed', null, '["supervisor"]',
        '["note"]', '["not_paused","not_recused","not_assigned","informed"]'),
      ('decide', '["rechecked"]', 'filed', 'decided', '["supervisor"]',
        '["decision","facts","clauses"]', '["not_paused","not_recused","informed","heard","legally_passed","two_officers","nothing_preserved"]'),
      ('serve', '["decided"]', 'filed', null, '["inspector","supervisor"]',
        '["served_to","served_how"]', '["not_paused","assigned"]'),
      ('close', '["reported","rechecked"]', 'on_spot', 'closed', '["supervisor"]',
        '["note"]', '["not_paused","not_recused","settled","nothing_preserved"]'),
      ('close', '["decided"]', 'filed', 'closed', '["supervisor"]',
        '["note"]', '["not_paused","not_recused","served"]'),
      ('visit', '["closed"]', null, 'visited', '["inspector","supervisor"]',
        '["note","contact_name"]', '[]'),
      ('urge', '["opened","dispatched","signed","arrived","handled","reported","ordered","rechecked","decided"]', null, null, '["supervisor"]',
        '["note"]', '["not_paused"]'),
      ('escalate', '["opened","dispatched","signed","arrived","handled","reported","ordered","rechecked","decided"]', null, null, '["station"]',
        '["clock"]', '["not_paused"]'),
      ('pause', '["opened","dispatched","signed","arrived","handled","reported","ordered","rechecked","decided"]', null, null, '["supervisor"]',
        '["reason"]', '["not_paused"]'),
      ('resume', '["opened","dispatched","signed","arrived","handled","reported","ordered","rechecked","decided"]', null, null, '["supervisor"]',
        '["note"]', '["paused"]'),
      ('recuse', '["opened","dispatched","signed","arrived","handled","reported","ordered","rechecked","decided"]', null, null, '["inspector","supervisor"]',
        '["person_id","reason"]', '["own_or_supervisor"]'),
      ('add_leads', '["opened","dispatched","signed","arrived","handled","reported"]', null, null, '["inspector","supervisor"]',
        '["lead_ids"]', '["not_paused","evidence"]'),
      ('attach', '["opened","dispatched","signed","arrived","handled","reported","ordered","rechecked","decided"]', null, null, '["inspector","supervisor"]',
        '["file_sha256","file_name"]', '["sealed"]'),
      ('note', '["opened","dispatched","signed","arrived","handled","reported","ordered","rechecked","decided"]', null, null, '["inspector","supervisor"]',
        '["note"]', '[]'),
      ('drop', '["opened","dispatched","signed","arrived","handled","reported"]', 'on_spot', 'dropped', '["supervisor"]',
        '["reason"]', '["not_paused","not_recused","nothing_preserved"]');
    create trigger case_rules_never_change before update on case_rules
      begin select raise(abort, 'the rules of cases are fixed'); end;
    create trigger case_rules_stay before delete on case_rules
      begin select raise(abort, 'the rules of cases are fixed'); end;
    create trigger case_rules_are_all before insert on case_rules
      begin select raise(abort, 'the rules of cases are fixed'); end;

    create table cases (
      id text primary key,
      number text not null unique,
      site_id text references sites (id),
      stage text not null check (stage in ('new', 'opened', 'dispatched', 'signed', 'arrived', 'handled',
        'reported', 'ordered', 'rechecked', 'decided', 'closed', 'visited', 'dropped')),
      track text not null check (track in ('on_spot', 'filed')),
      act_seq integer not null,
      title text not null default '',
      opened_utc_us integer not null,
      changed_utc_us integer not null,
      ended_utc_us integer,
      officers text not null default '[]' check (json_valid(officers)),
      team_id text,
      paused integer not null default 0 check (paused in (0, 1)),
      urges integer not null default 0,
      leads integer not null default 0,
      clock text,
      warn_utc_us integer,
      due_utc_us integer
    ) strict;
    create index cases_by_change on cases (changed_utc_us);
    create index cases_by_due on cases (due_utc_us) where due_utc_us is not null;
    create index cases_by_stage on cases (stage, changed_utc_us);
    create index cases_by_site on cases (site_id, changed_utc_us);

    create table case_acts (
      case_id text not null references cases (id),
      seq integer not null,
      act text not null,
      actor_id text not null,
      utc_us integer not null,
      to_stage text not null,
      data text not null check (json_valid(data)),
      ledger_seq integer not null unique references ledger (seq),
      primary key (case_id, seq)
    ) strict;
    create index case_acts_by_actor on case_acts (actor_id, utc_us);

    create table case_leads (
      lead_id text primary key references leads (id),
      case_id text not null references cases (id),
      seq integer not null
    ) strict;
    create index case_leads_by_case on case_leads (case_id);

    create table case_files (
      case_id text not null references cases (id),
      sha256 text not null,
      path text not null unique,
      name text not null,
      media_type text not null,
      bytes integer not null,
      ledger_seq integer not null references ledger (seq),
      primary key (case_id, sha256)
    ) strict;

    create table case_missions (
      mission_id text primary key references missions (id),
      case_id text not null references cases (id),
      seq integer not null
    ) strict;
    create index case_missions_by_case on case_missions (case_id);

    create table case_settings (
      id integer primary key check (id = 1),
      body text not null check (json_valid(body))
    ) strict;

    create view case_officers as
      select c.id as case_id, j.value as person_id
      from cases c
      join case_acts a on a.case_id = c.id and a.seq =
        (select max(seq) from case_acts where case_id = c.id and act = 'dispatch')
      join json_each(a.data, '$.officer_ids') j
      where not exists (select 1 from case_acts r
        where r.case_id = c.id and r.act = 'recuse' and json_extract(r.data, '$.person_id') = j.value);

    create trigger cases_begin before insert on cases
      when new.stage <> 'new' or new.act_seq <> 0 or new.track <> 'on_spot'
      begin select raise(abort, 'a case begins with its first act'); end;
    create trigger cases_stay before delete on cases
      begin select raise(abort, 'a case stays'); end;
    create trigger cases_keep_their_number before update of id, number, opened_utc_us on cases
      when new.id <> old.id or new.number <> old.number or new.opened_utc_us <> old.opened_utc_us
      begin select raise(abort, 'a case keeps its number'); end;
    create trigger cases_move_by_acts before update of stage, track, act_seq on cases
      when (new.stage <> old.stage or new.track <> old.track or new.act_seq <> old.act_seq) and (
        new.act_seq <> old.act_seq + 1
        or not exists (select 1 from case_acts a where a.case_id = new.id and a.seq = new.act_seq
          and a.to_stage = new.stage and (new.track = old.track or (a.act = 'file' and new.track = 'filed')))
      )
      begin select raise(abort, 'a case moves by its acts alone'); end;

    create trigger case_acts_never_change before update on case_acts
      begin select raise(abort, 'an act is never changed'); end;
    create trigger case_acts_stay before delete on case_acts
      begin select raise(abort, 'an act stays'); end;
    create trigger case_acts_follow before insert on case_acts
      when new.seq is not (select act_seq + 1 from cases where id = new.case_id)
        or not exists (select 1 from ledger l where l.seq = new.ledger_seq and l.object = new.case_id
          and l.action = 'case.' || new.act and l.actor = new.actor_id)
      begin select raise(abort, 'an act follows the one before, with its row in the ledger'); end;
    create trigger case_acts_by_the_table before insert on case_acts
      when not exists (select 1 from cases c join case_rules r on r.act = new.act
        and (r.track is null or r.track = c.track)
        and coalesce(r.to_stage, c.stage) = new.to_stage
        and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
        where c.id = new.case_id)
      begin select raise(abort, 'the stage of the case does not allow the act'); end;
    create trigger case_acts_by_role before insert on case_acts
      when not exists (select 1 from case_rules r, json_each(r.roles) x where r.act = new.act and (
        (x.value = 'station' and new.actor_id = 'station')
        or exists (select 1 from people p, json_each(p.roles) y
          where p.id = new.actor_id and p.disabled = 0 and y.value = x.value)))
      begin select raise(abort, 'the role does not allow the act'); end;
    create trigger case_acts_with_fields before insert on case_acts
      when exists (select 1 from case_rules r, json_each(r.given) g, cases c
        where r.act = new.act and c.id = new.case_id and (r.track is null or r.track = c.track)
        and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
        and (coalesce(json_type(new.data, '$.' || g.value), 'null') in ('null', 'false')
          or json_extract(new.data, '$.' || g.value) = ''
          or (json_type(new.data, '$.' || g.value) = 'array' and json_array_length(new.data, '$.' || g.value) = 0)))
      begin select raise(abort, 'the act lacks a field'); end;

    create trigger case_needs_not_paused before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'not_paused'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not ((select act from case_acts where case_id = new.case_id and act in ('pause', 'resume') order by seq desc limit 1) is not 'pause')
      begin select raise(abort, 'the act needs: not_paused'); end;

    create trigger case_needs_paused before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'paused'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not ((select act from case_acts where case_id = new.case_id and act in ('pause', 'resume') order by seq desc limit 1) is 'pause')
      begin select raise(abort, 'the act needs: paused'); end;

    create trigger case_needs_assigned before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'assigned'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not (exists (select 1 from case_officers where case_id = new.case_id and person_id = new.actor_id))
      begin select raise(abort, 'the act needs: assigned'); end;

    create trigger case_needs_not_assigned before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'not_assigned'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not (not exists (select 1 from case_officers where case_id = new.case_id and person_id = new.actor_id))
      begin select raise(abort, 'the act needs: not_assigned'); end;

    create trigger case_needs_not_recused before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'not_recused'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not (not exists (select 1 from case_acts where case_id = new.case_id and act = 'recuse' and json_extract(data, '$.person_id') = new.actor_id))
      begin select raise(abort, 'the act needs: not_recused'); end;

    create trigger case_needs_numbered before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'numbered'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not (new.actor_id in (select id from people where disabled = 0 and coalesce(officer_no, '') <> ''))
      begin select raise(abort, 'the act needs: numbered'); end;

    create trigger case_needs_own_or_supervisor before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'own_or_supervisor'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not ((json_extract(new.data, '$.person_id') = new.actor_id or exists (select 1 from people p, json_each(p.roles) x where p.id = new.actor_id and x.value = 'supervisor')))
      begin select raise(abort, 'the act needs: own_or_supervisor'); end;

    create trigger case_needs_named_officers before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'named_officers'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not ((json_array_length(new.data, '$.officer_ids') > 0 and not exists (
          select 1 from json_each(new.data, '$.officer_ids') j where j.value not in (select id from people where disabled = 0 and coalesce(officer_no, '') <> '')
          or exists (select 1 from case_acts r where r.case_id = new.case_id and r.act = 'recuse'
            and json_extract(r.data, '$.person_id') = j.value))))
      begin select raise(abort, 'the act needs: named_officers'); end;

    create trigger case_needs_two_officers before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'two_officers'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not ((select count(distinct person_id) from case_officers where case_id = new.case_id and person_id in (select id from people where disabled = 0 and coalesce(officer_no, '') <> '')) >= 2)
      begin select raise(abort, 'the act needs: two_officers'); end;

    create trigger case_needs_two_present before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'two_present'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not ((select count(distinct j.value) from json_each(new.data, '$.officer_ids') j where j.value in (select id from people where disabled = 0 and coalesce(officer_no, '') <> '')
          and j.value in (select person_id from case_officers where case_id = new.case_id)) >= 2)
      begin select raise(abort, 'the act needs: two_present'); end;

    create trigger case_needs_photo before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'photo'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not (exists (select 1 from case_acts where case_id = new.case_id and act = 'attach'))
      begin select raise(abort, 'the act needs: photo'); end;

    create trigger case_needs_evidence before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'evidence'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not (not exists (select 1 from json_each(new.data, '$.lead_ids') j where j.value not in (select lead_id from evidence)))
      begin select raise(abort, 'the act needs: evidence'); end;

    create trigger case_needs_countersigned before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'countersigned'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not (not exists (select 1 from case_leads l where l.case_id = new.case_id and l.lead_id not in
          (select r.lead_id from countersigns s join reviews r on r.id = s.review_id where s.agreed = 1)))
      begin select raise(abort, 'the act needs: countersigned'); end;

    create trigger case_needs_violation before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'violation'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not ((select json_extract(data, '$.finding') from case_acts where case_id = new.case_id and act = 'feedback' order by seq desc limit 1) is 'violation')
      begin select raise(abort, 'the act needs: violation'); end;

    create trigger case_needs_not_corrected before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'not_corrected'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not ((select json_extract(data, '$.result') from case_acts where case_id = new.case_id and act = 'recheck' order by seq desc limit 1) is not 'corrected')
      begin select raise(abort, 'the act needs: not_corrected'); end;

    create trigger case_needs_looked_again before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'looked_again'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not ((trim(coalesce(json_extract(new.data, '$.on_site_reason'), '')) <> '' or exists (
          select 1 from case_missions m join flights f on f.mission_id = m.mission_id
          where m.case_id = new.case_id and f.id = json_extract(new.data, '$.flight_id') and f.ended_utc_us is not null)))
      begin select raise(abort, 'the act needs: looked_again'); end;

    create trigger case_needs_preserved before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'preserved'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not ((select act from case_acts where case_id = new.case_id and act in ('preserve', 'release') order by seq desc limit 1) is 'preserve')
      begin select raise(abort, 'the act needs: preserved'); end;

    create trigger case_needs_nothing_preserved before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'nothing_preserved'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not ((select act from case_acts where case_id = new.case_id and act in ('preserve', 'release') order by seq desc limit 1) is not 'preserve')
      begin select raise(abort, 'the act needs: nothing_preserved'); end;

    create trigger case_needs_informed before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'informed'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not (exists (select 1 from case_acts where case_id = new.case_id and act = 'inform'))
      begin select raise(abort, 'the act needs: informed'); end;

    create trigger case_needs_heard before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'heard'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not (coalesce((select coalesce(json_extract(data, '$.hearing_waived'), 0) or new.utc_us > utc_us + 432000000000
          from case_acts where case_id = new.case_id and act = 'inform' order by seq desc limit 1), 0))
      begin select raise(abort, 'the act needs: heard'); end;

    create trigger case_needs_legally_passed before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'legally_passed'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not (coalesce((select act = 'legal_review' and json_extract(data, '$.passed') = 1 from case_acts
          where case_id = new.case_id and act in ('inform', 'defend', 'legal_review') order by seq desc limit 1), 0))
      begin select raise(abort, 'the act needs: legally_passed'); end;

    create trigger case_needs_settled before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'settled'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not (((select json_extract(data, '$.result') from case_acts where case_id = new.case_id and act = 'recheck' order by seq desc limit 1) is 'corrected' or ((select json_extract(data, '$.result') from case_acts where case_id = new.case_id and act = 'recheck' order by seq desc limit 1) is null and (select json_extract(data, '$.finding') from case_acts where case_id = new.case_id and act = 'feedback' order by seq desc limit 1) is 'none')))
      begin select raise(abort, 'the act needs: settled'); end;

    create trigger case_needs_served before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'served'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not (exists (select 1 from case_acts where case_id = new.case_id and act = 'serve'))
      begin select raise(abort, 'the act needs: served'); end;

    create trigger case_needs_sealed before insert on case_acts
      when exists (select 1 from cases c join case_rules r, json_each(r.needs) n on r.act = new.act and n.value = 'sealed'
          and (r.track is null or r.track = c.track) and exists (select 1 from json_each(r.from_stages) f where f.value = c.stage)
          where c.id = new.case_id)
        and not (exists (select 1 from case_files where case_id = new.case_id and sha256 = json_extract(new.data, '$.file_sha256')))
      begin select raise(abort, 'the act needs: sealed'); end;

    create trigger case_acts_move_the_case after insert on case_acts
      begin
        update cases set stage = new.to_stage, act_seq = new.seq,
          track = case new.act when 'file' then 'filed' else track end
          where id = new.case_id;
        insert into case_leads (lead_id, case_id, seq)
          select distinct j.value, new.case_id, new.seq from json_each(new.data, '$.lead_ids') j
          where new.act in ('open', 'add_leads')
          and j.value not in (select lead_id from case_leads where case_id = new.case_id);
      end;
    create trigger case_leads_by_acts before insert on case_leads
      when not exists (select 1 from case_acts a, json_each(a.data, '$.lead_ids') j
        where a.case_id = new.case_id and a.seq = new.seq and a.act in ('open', 'add_leads') and j.value = new.lead_id)
      begin select raise(abort, 'a lead joins a case by an act'); end;
    create trigger case_leads_never_change before update on case_leads
      begin select raise(abort, 'a lead stays with its case'); end;
    create trigger case_leads_stay before delete on case_leads
      begin select raise(abort, 'a lead stays with its case'); end;
  `,
};
