import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productFolders } from '#station';

export const version = (): string => {
  const text = readFileSync(join(productFolders().root, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
};
