import { SaxesParser } from 'saxes';
import { fail, ok, type Result } from '#common';

const most_fields = 60;
const most_chars = 65_536;

/** The texts of the innermost elements of a small document, by name: all that a WeCom callback has. */
export const readFlatXml = (xml: string): Result<Readonly<Record<string, string>>> => {
  const refused = fail('HOOK_REFUSED', { problem: 'XML' });
  if (xml.length > most_chars || xml.includes('<!DOCTYPE')) return refused;
  const fields: Record<string, string> = {};
  const open: { readonly name: string; text: string; leaf: boolean }[] = [];
  let broken = false;
  const parser = new SaxesParser();
  parser.on('error', () => {
    broken = true;
  });
  parser.on('opentag', ({ name }) => {
    const parent = open.at(-1);
    if (parent !== undefined) parent.leaf = false;
    open.push({ name, text: '', leaf: true });
  });
  const add = (text: string): void => {
    const current = open.at(-1);
    if (current !== undefined) current.text += text;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed?.leaf === true && Object.keys(fields).length < most_fields)
      fields[closed.name] ??= closed.text;
  });
  parser.write(xml).close();
  return broken ? refused : ok(fields);
};

/** Text for inside `<![CDATA[…]]>`: its end mark cannot stand in it. */
export const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']] >')}]]>`;
