import { type ErrorEntry, errorCatalogue } from '#common';

/** The page `docs/errors.md`, made from the catalogue. */
export const errorsDocument = (): string =>
  [
    '# Errors 错误码',
    '',
    'Every fault a person can meet. `{name}` is filled from the details of the fault. Made by `node scripts/errors-doc.mjs`.',
    '',
    '| code | HTTP | 中文 | English |',
    '|---|---|---|---|',
    ...Object.entries(errorCatalogue).map(([code, entry]) => row(code, entry)),
    '',
  ].join('\n');

const row = (code: string, { status, message, next }: ErrorEntry): string =>
  `| ${code} | ${status} | ${message.zh}。${next.zh} | ${message.en}. ${next.en} |`;
