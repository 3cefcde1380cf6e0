import { resolve } from 'node:path';
import type { CommandLine as ElectronCommandLine } from 'electron';
import { describe, expect, it } from 'vitest';
import { packagedFfmpeg, packagedFolders } from './folders.ts';
import { type CommandLine, readSettings } from './settings.ts';
import { languageOf } from './texts.ts';

const acceptsElectron = (line: ElectronCommandLine): CommandLine => line;

const line = (switches: Record<string, string>): CommandLine => ({
  hasSwitch: (name) => name in switches,
  getSwitchValue: (name) => switches[name] ?? '',
});

describe('the host’s settings', () => {
  it('has the defaults of `landun start`', () => {
    expect(acceptsElectron).toBeTypeOf('function');
    expect(readSettings(line({}), '/var/landun')).toEqual({
      data_dir: '/var/landun',
      station: {
        mavlink_links: ['udpin:127.0.0.1:14550'],
        sample: true,
        detector: { threads: 1, max_fps: 6 },
      },
    });
  });

  it('takes what the command line says', () => {
    const switches = { data: 'here', mavlink: 'udpin:0.0.0.0:14551,tcp:10.0.0.2:5760', 'no-sample': '' };
    const settings = readSettings(line(switches), '/var/landun');
    expect(settings.data_dir).toBe(resolve('here'));
    expect(settings.station).toMatchObject({
      mavlink_links: ['udpin:0.0.0.0:14551', 'tcp:10.0.0.2:5760'],
      sample: false,
    });
  });

  it('speaks Chinese where the system does', () => {
    expect(['zh-CN', 'zh', 'zh-TW', 'en-US', 'de', ''].map(languageOf)).toEqual([
      'zh',
      'zh',
      'zh',
      'en',
      'en',
      'en',
    ]);
  });
});

describe('a packaged program', () => {
  const folders = {
    root: '/opt/Landun/resources/app.asar',
    models_dir: '/opt/Landun/resources/app.asar/detector/models',
    samples_dir: '/opt/Landun/resources/app.asar/samples',
    renderer_dir: '/opt/Landun/resources/app.asar/dist/renderer',
    verifier_html: '/product/dist/verify.html',
    documents_entry: '/product/dist/documents-worker.js',
    detector_entry: '/opt/Landun/resources/app.asar/dist/detector-process.js',
  };

  it('reads models and samples beside the archive', () => {
    expect(packagedFolders(folders, '/opt/Landun/resources')).toEqual({
      ...folders,
      models_dir: resolve('/opt/Landun/resources/detector/models'),
      samples_dir: resolve('/opt/Landun/resources/samples'),
    });
  });

  it('starts the ffmpeg that lies outside the archive', () => {
    const path = (platform: NodeJS.Platform) => packagedFfmpeg('/r', platform).replaceAll('\\', '/');
    expect(path('linux')).toBe('/r/app.asar.unpacked/node_modules/ffmpeg-static/ffmpeg');
    expect(path('win32')).toBe('/r/app.asar.unpacked/node_modules/ffmpeg-static/ffmpeg.exe');
  });
});
