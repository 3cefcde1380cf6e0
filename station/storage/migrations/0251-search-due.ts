// An upsert's own conflict policy replaces the one inside a trigger (SQLite, CREATE TRIGGER), so that saving a
// site that still waited to be indexed failed. What waits already is left out by a condition instead.
const due = (kind: string): string =>
  `begin insert into search_due select '${kind}', new.id
     where not exists (select 1 from search_due where kind = '${kind}' and id = new.id); end;`;

export const searchDue = {
  version: 251,
  name: 'what waits for the index is named once however it is saved',
  sql: `
    drop trigger cases_are_searched;
    drop trigger sites_are_searched;
    drop trigger sites_are_searched_anew;
    drop trigger people_are_searched;
    drop trigger people_are_searched_anew;
    drop trigger leads_are_searched;
    create trigger cases_are_searched after update of act_seq, title on cases ${due('case')}
    create trigger sites_are_searched after insert on sites ${due('site')}
    create trigger sites_are_searched_anew after update on sites ${due('site')}
    create trigger people_are_searched after insert on people ${due('person')}
    create trigger people_are_searched_anew after update of name, officer_no on people ${due('person')}
    create trigger leads_are_searched after update of body on leads
      when json_extract(new.body, '$.review.reason') is not json_extract(old.body, '$.review.reason')
        or json_extract(new.body, '$.second_look.note') is not json_extract(old.body, '$.second_look.note')
      ${due('lead')}
  `,
};
