import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** DESIGN §3: whom a folder may import. Its own files are always allowed. */
const allowed: Record<string, readonly string[]> = {
  common: [],
  missions: ['common'],
  video: ['common'],
  detector: ['common', 'video'],
  station: ['common', 'missions', 'video', 'detector'],
  server: ['common', 'station'],
  electron: ['common', 'station'],
  renderer: ['common'],
};

// The command line runs single parts of the core without a station (docs/decisions/0002): it alone may import them.
const cliMayAlso = ['missions', 'video', 'detector'];

/** Packages that appear in one place only. */
const owners: Record<string, string> = {
  electron: 'electron',
  'node-mavlink': 'missions/mavlink',
  'mavlink-mappings': 'missions/mavlink',
  'onnxruntime-node': 'detector/model',
  sqlite3: 'station/storage/driver.ts',
  react: 'renderer',
  antd: 'renderer',
};

/** Folders that must run anywhere: no Node module, no host. */
const pure = ['common', 'missions/plan', 'detector/findings', 'station/cases/rules'];

type Import = { file: string; area: string; specifier: string };

const listSources = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));

const importsOf = (file: string): Import[] => {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  return [...found].map(([, specifier = '']) => ({ file, area: file.split('/')[0] ?? '', specifier }));
};

const sources = Object.keys(allowed).flatMap(listSources);
const imports = sources.flatMap(importsOf);
const ofProduct = imports.filter(({ file }) => !file.includes('.test.') && !file.includes('/testing/'));
const show = ({ file, specifier }: Import) => `${file} imports ${specifier}`;

describe('the import rules of DESIGN §3', () => {
  it('looks at real files', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(imports.length).toBeGreaterThan(400);
  });

  it('lets an area import only what it may, and only through its index', () => {
    const wrong = ofProduct.filter(({ file, area, specifier }) => {
      if (!specifier.startsWith('#')) return false;
      const target = specifier.slice(1);
      const may = [...(allowed[area] ?? []), ...(file.startsWith('server/cli/') ? cliMayAlso : []), area];
      return !may.includes(target);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it('never reaches out of an area by a relative path', () => {
    const wrong = imports.filter(({ file, area, specifier }) => {
      if (!specifier.startsWith('.')) return false;
      return !join(dirname(file), specifier).split(sep).join('/').startsWith(`${area}/`);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it.each(Object.entries(owners))('keeps %s inside %s', (name, owner) => {
    const users = imports.filter(({ specifier }) => specifier === name || specifier.startsWith(`${name}/`));
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter(({ file }) => file !== owner && !file.startsWith(`${owner}/`)).map(show)).toEqual([]);
  });

  it('keeps the pure folders free of Node and of every package but zod', () => {
    const wrong = ofProduct.filter(
      ({ file, specifier }) =>
        pure.some((folder) => file.startsWith(`${folder}/`)) && !/^(\.|#common$|zod$)/.test(specifier),
    );
    expect(wrong.map(show)).toEqual([]);
  });
});
