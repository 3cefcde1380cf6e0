export const papers = {
  version: 150,
  name: 'templates of the papers of a case',
  sql: `
    create table paper_templates (
      kind text primary key,
      body text not null check (json_valid(body))
    ) strict;
  `,
};
