import { existsSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { dirname, join } from 'node:path';

/** The operating system's folder for a program's data; `--data DIR` overrides it. */
export const defaultDataDir = (env: NodeJS.ProcessEnv = process.env): string => {
  switch (platform()) {
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Landun');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Landun');
    default:
      return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'landun');
  }
};

/** Where the product's own files lie, whether this runs from `dist/` or from its source. */
export const productFolders = (from: string = import.meta.dirname) => {
  let root = from;
  while (!existsSync(join(root, 'package.json'))) {
    const parent = dirname(root);
    if (parent === root) throw new Error(`no package.json above ${from}`);
    root = parent;
  }
  return {
    root,
    cli_entry: join(root, 'dist', 'landun.js'),
    models_dir: join(root, 'detector', 'models'),
    samples_dir: join(root, 'samples'),
    renderer_dir: join(root, 'dist', 'renderer'),
    verifier_html: join(root, 'dist', 'verify.html'),
    documents_entry: join(root, 'dist', 'documents-worker.js'),
    detector_entry: join(root, 'dist', 'detector-process.js'),
  };
};
