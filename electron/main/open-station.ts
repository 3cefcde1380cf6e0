import { access } from 'node:fs/promises';
import { type Clock, type Ids, type Logger, type Result } from '#common';
import { createStation, examine, findFfmpeg, type SecretBox, type Station } from '#station';
import type { LaunchDetector } from '../detector/launch.ts';
import { type Folders, packagedFfmpeg } from './folders.ts';
import type { HostSettings } from './settings.ts';

/** The same core as under `landun start`, with this host's folders; fails with the core's own codes. */
export const openStation = async (host: {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly version: string;
  readonly settings: HostSettings;
  readonly folders: Folders;
  /** Electron's `process.resourcesPath` when packaged. */
  readonly resources_dir: string | undefined;
  readonly detector_launch: LaunchDetector;
  /** The system's keychain, where it has one. */
  readonly secrets: SecretBox | undefined;
}): Promise<Result<Station>> => {
  const { clock, ids, logger, version, settings, folders, resources_dir } = host;
  const env = { ...process.env, ...(await ownFfmpeg(resources_dir)) };
  const ffmpeg = await findFfmpeg({ env, logger });
  if (!ffmpeg.ok) return ffmpeg;
  const { data_dir } = settings;
  const ports = {
    clock,
    ids,
    logger,
    version,
    data_dir,
    ffmpeg: ffmpeg.value,
    models_dir: folders.models_dir,
    samples_dir: folders.samples_dir,
    verifier_html: folders.verifier_html,
    documents_entry: folders.documents_entry,
    detector_entry: folders.detector_entry,
    detector_launch: host.detector_launch,
    settings: settings.station,
    ...(host.secrets === undefined ? {} : { secrets: host.secrets }),
    doctor: () => examine({ models_dir: folders.models_dir, data_dir }),
  };
  return createStation(ports);
};

/** The packaged ffmpeg, unless a person named another or none was packaged. */
const ownFfmpeg = async (resources_dir: string | undefined): Promise<{ FFMPEG_BIN?: string }> => {
  if (resources_dir === undefined || (process.env['FFMPEG_BIN'] ?? '') !== '') return {};
  const path = packagedFfmpeg(resources_dir, process.platform);
  const found = await access(path).then(
    () => true,
    () => false,
  );
  return found ? { FFMPEG_BIN: path } : {};
};
