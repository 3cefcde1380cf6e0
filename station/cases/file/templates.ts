import {
  type CallInput,
  type CallOutput,
  type PaperKind,
  paperKinds,
  paperTemplateSchema,
  type PaperTemplates,
} from '#common';
import type { Ledger } from '../../evidence/ledger.ts';
import type { Database } from '../../storage/database.ts';
import { presetTemplates } from './preset-templates.ts';

/** The office's own templates, and the preset where it has none. */
export const readTemplates = async (database: Database): Promise<PaperTemplates> =>
  (await listTemplates(database)).templates;

/** All templates, and which of them the office wrote itself. */
export const listTemplates = async (
  database: Database,
): Promise<{ templates: PaperTemplates; own: PaperKind[] }> => {
  const rows = await database.selectFrom('paper_templates').selectAll().execute();
  const templates = { ...presetTemplates };
  const own: PaperKind[] = [];
  for (const kind of paperKinds) {
    const row = rows.find((each) => each.kind === kind);
    if (row === undefined) continue;
    own.push(kind);
    templates[kind] = paperTemplateSchema.parse(JSON.parse(row.body));
  }
  return { templates, own };
};

/** Changes the template of one paper, or goes back to the preset; each change is a row of the ledger. */
export const saveTemplate = async (
  database: Database,
  ledger: Ledger,
  { kind, template }: CallInput<'papers.save'>,
  actor: string,
): Promise<CallOutput<'papers.save'>> => {
  await database.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('paper_templates').where('kind', '=', kind).execute();
    if (template !== null)
      await transaction
        .insertInto('paper_templates')
        .values({ kind, body: JSON.stringify(template) })
        .execute();
    await ledger.append(transaction, {
      actor,
      action: 'template.save',
      object: `template/${kind}`,
      details: { template },
    });
  });
  return listTemplates(database);
};
