import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
// electron-builder's own parts, of the very versions it will use; they are not dependencies of ours.
const fromBuilder = createRequire(require.resolve('electron-builder'));
const fromLibrary = createRequire(fromBuilder.resolve('app-builder-lib'));

const text = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
const isFunction = (value: unknown): boolean => typeof value === 'function';
const yaml = z
  .object({ load: z.custom<(text: string) => unknown>(isFunction) })
  .parse(fromLibrary('js-yaml'));
const config = yaml.load(text);

const configSchema = z.object({
  extraMetadata: z.object({ main: z.string() }),
  files: z.array(z.string()),
  asarUnpack: z.array(z.string()),
  extraResources: z.array(z.object({ from: z.string(), to: z.string() })),
  electronFuses: z.record(z.string(), z.boolean()),
});
const packaged = configSchema.parse(config);

type Validate = { (data: unknown): boolean; errors?: unknown };
const validator = (): Validate => {
  const Ajv = z
    .custom<new (options: object) => { compile(schema: unknown): Validate }>(isFunction)
    .parse(fromLibrary('ajv'));
  const schema: unknown = fromLibrary('app-builder-lib/scheme.json');
  // The schema says `typeof: function` where JavaScript configurations may; there is none in YAML.
  return new Ajv({ strict: false, allErrors: true }).compile(schema);
};

const manifest = z
  .object({
    dependencies: z.record(z.string(), z.string()),
    optionalDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

describe('electron-builder.yml', () => {
  it('is what electron-builder’s own schema allows', () => {
    const validate = validator();
    validate(config);
    expect(validate.errors ?? []).toEqual([]);
    const wrong = { ...z.record(z.string(), z.unknown()).parse(config), electronFuses: { runAsNod: false } };
    expect(validate(wrong)).toBe(false);
    expect(validate({ asarUnpak: [] })).toBe(false);
  });

  it('burns every fuse that would open the program, and leaves none undecided', () => {
    const schema = z
      .object({
        definitions: z.object({ FuseOptionsV1: z.object({ properties: z.record(z.string(), z.unknown()) }) }),
      })
      .parse(fromLibrary('app-builder-lib/scheme.json'));
    expect(Object.keys(packaged.electronFuses).toSorted()).toEqual(
      Object.keys(schema.definitions.FuseOptionsV1.properties).toSorted(),
    );
    expect(packaged.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('lists what is packed once: a platform’s own exclusions alone would pack every file of the project', () => {
    for (const platform of ['win', 'mac', 'linux']) expect(config).not.toHaveProperty(`${platform}.files`);
    expect(packaged.files.filter((glob) => !glob.startsWith('!'))).toEqual(['dist/**']);
  });

  it('names folders that are here', () => {
    const missing = packaged.extraResources.filter(({ from }) => !isFolder(join(root, from)));
    expect(missing).toEqual([]);
  });

  it('unpacks packages that are dependencies, and every one with native parts', () => {
    const unpacked = packaged.asarUnpack.map((glob) => /^node_modules\/(.+?)\/\*\*$/.exec(glob)?.[1] ?? glob);
    const optional = Object.keys(manifest.optionalDependencies);
    const isKnown = (name: string): boolean =>
      optional.includes(name) || existsSync(join(root, 'node_modules', name));
    expect(unpacked.filter((name) => !isKnown(name))).toEqual([]);
    const hasNativeParts = (name: string): boolean =>
      existsSync(join(root, 'node_modules', name, 'binding.gyp')) || name === 'onnxruntime-node';
    const native = Object.keys(manifest.dependencies).filter(hasNativeParts);
    expect(native).toContain('sqlite3');
    expect(native.filter((name) => !unpacked.includes(name))).toEqual([]);
  });
});

describe('the bundles', () => {
  const buildScript = readFileSync(join(root, 'scripts', 'build.mjs'), 'utf8');
  const bundle = async (entry: string, format: 'esm' | 'cjs') => {
    const result = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format,
      target: 'node20',
      ...(format === 'esm' ? { packages: 'external' } : { external: ['electron'] }),
      outdir: 'dist',
      logLevel: 'silent',
    });
    const [output] = Object.values(result.metafile.outputs);
    const imports = (output?.imports ?? []).filter((one) => one.external).map((one) => one.path);
    return { imports: [...new Set(imports)].toSorted(), code: result.outputFiles[0]?.text ?? '' };
  };

  it('are built where the package looks for them', () => {
    expect(packaged.extraMetadata.main).toBe('dist/electron-main.js');
    expect(buildScript).toContain("'electron-main': 'electron/main/main.ts'");
    expect(buildScript).toContain("outdir: 'dist'");
    expect(buildScript).toContain("outfile: 'dist/preload.cjs'");
    const main = readFileSync(join(root, 'electron', 'main', 'main.ts'), 'utf8');
    expect(main).toContain("join(folders.root, 'dist', 'preload.cjs')");
  });

  it('the preload needs nothing but electron, as a sandboxed preload must', async () => {
    const { imports, code } = await bundle('electron/preload/preload.ts', 'cjs');
    expect(imports).toEqual(['electron']);
    expect(code.length).toBeLessThan(10_000);
  });

  it('the main process needs only what is packaged: Node, Electron and dependencies', async () => {
    const { imports } = await bundle('electron/main/main.ts', 'esm');
    const packages = imports
      .filter((path) => !path.startsWith('node:') && path !== 'electron')
      .map(packageOf);
    expect(packages).toContain('sqlite3');
    const known = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies)];
    expect(packages.filter((name) => !known.includes(name))).toEqual([]);
  });
});

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

const packageOf = (path: string): string => path.split('/', path.startsWith('@') ? 2 : 1).join('/');

describe('ipcMain', () => {
  it('is named once: where it is handed to the guard', () => {
    const main = readFileSync(join(root, 'electron', 'main', 'main.ts'), 'utf8');
    expect(main.match(/\bipcMain\b/g)).toHaveLength(2);
    expect(main).toContain('guardIpc({ ipc: ipcMain,');
  });
});
