// What leads, cases and flights point to is retired, never deleted.
export const sitesStay = {
  version: 340,
  name: 'sites are retired and not deleted',
  sql: `
    create trigger sites_stay before delete on sites
      begin select raise(abort, 'a site stays: retire it'); end;
  `,
};
