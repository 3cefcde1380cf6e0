import { join } from 'node:path';

/** What a station reads of the product's own files. */
export type Folders = {
  readonly root: string;
  readonly models_dir: string;
  readonly samples_dir: string;
  readonly renderer_dir: string;
  readonly verifier_html: string;
  readonly documents_entry: string;
  readonly detector_entry: string;
};

/**
 * Where those files lie in a packaged program. Code stays in the archive; models and samples lie beside it
 * (`extraResources`), because ONNX Runtime and ffmpeg read the file system, not Electron's archive.
 */
export const packagedFolders = (folders: Folders, resources_dir: string): Folders => ({
  ...folders,
  models_dir: join(resources_dir, 'detector', 'models'),
  samples_dir: join(resources_dir, 'samples'),
});

/**
 * Where the packaged program's own ffmpeg lies, if it was packaged: `ffmpeg-static` names a path inside the
 * archive, from which no process can be started.
 */
export const packagedFfmpeg = (resources_dir: string, platform: NodeJS.Platform): string =>
  join(
    resources_dir,
    'app.asar.unpacked',
    'node_modules',
    'ffmpeg-static',
    platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg',
  );
