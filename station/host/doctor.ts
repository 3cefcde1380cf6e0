import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { openModels } from '#detector';
import { describeError, type Text, type Result } from '#common';
import { findFfmpeg, probeHardware } from '#video';
import type { DoctorCheck } from '../router.ts';
import { stderrLogger } from './logger.ts';
import { freeBytes } from './free-bytes.ts';

type Places = { readonly models_dir: string; readonly data_dir: string };

const oldest_node = [20, 19] as const;
const least_free_mib = 2048;

/** What is installed, what is missing, and how to get it. Looks only; changes nothing. */
export const examine = async (places: Places): Promise<DoctorCheck[]> => [
  nodeCheck(),
  ...(await ffmpegChecks()),
  await modelCheck(places.models_dir),
  await diskCheck(places.data_dir),
  optionalModule('ffmpeg-static', {
    zh: 'npm install ffmpeg-static（需从软件源以外下载；Debian 可用 apt-get install ffmpeg）',
    en: 'npm install ffmpeg-static (downloads from outside the registry; Debian: apt-get install ffmpeg)',
  }),
  await electronCheck(),
];

const nodeCheck = (): DoctorCheck => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > oldest_node[0] || (major === oldest_node[0] && minor >= oldest_node[1]);
  return {
    name: 'node',
    ok,
    required: true,
    found: same(process.versions.node),
    remedy: ok
      ? null
      : {
          zh: `安装 Node ${oldest_node.join('.')} 或更新版本`,
          en: `install Node ${oldest_node.join('.')} or newer`,
        },
  };
};

const ffmpegChecks = async (): Promise<DoctorCheck[]> => {
  const found = await findFfmpeg({ env: process.env, logger: stderrLogger() });
  const ffmpeg: DoctorCheck = {
    name: 'ffmpeg',
    ok: found.ok,
    required: true,
    found: found.ok ? same(`${found.value.version} ${found.value.path}`) : describe(found, 'message'),
    remedy: found.ok ? null : describe(found, 'next'),
  };
  return found.ok ? [ffmpeg, await hardwareCheck(found.value.path)] : [ffmpeg];
};

/** What decodes for judging: each method was tried with real frames. */
const hardwareCheck = async (ffmpeg: string): Promise<DoctorCheck> => {
  const { trials, use } = await probeHardware({ ffmpeg });
  const used = [
    ...(use.h264 === null ? [] : [`H.264 ${use.h264}`]),
    ...(use.h265 === null ? [] : [`H.265 ${use.h265}`]),
  ];
  const ok = used.length > 0;
  const problems = trials.map(({ method, codec, problem }) => `${method} ${codec}: ${problem}`).join('; ');
  return {
    name: 'hardware-decode',
    ok,
    required: false,
    found: ok
      ? same(used.join(', '))
      : {
          zh: `没有可用的硬件解码，由 CPU 解码${problems === '' ? '（未发现显卡设备）' : `：${problems}`}`,
          en: `none works, the processor decodes${problems === '' ? ' (no graphics device found)' : `: ${problems}`}`,
        },
    remedy: ok
      ? null
      : {
          zh: '需要时安装显卡驱动（NVIDIA 驱动，或 Intel/AMD 的 VA-API 驱动）；没有也能用',
          en: 'if wanted, install the driver of the graphics card (NVIDIA, or VA-API for Intel and AMD); it works without',
        },
  };
};

const modelCheck = async (models_dir: string): Promise<DoctorCheck> => {
  const opened = await openModels(models_dir, { threads: 1 });
  if (opened.ok) await opened.value.close();
  return {
    name: 'models',
    ok: opened.ok,
    required: true,
    found: opened.ok ? same(opened.value.id) : describe(opened, 'message'),
    remedy: opened.ok ? null : describe(opened, 'next'),
  };
};

const diskCheck = async (data_dir: string): Promise<DoctorCheck> => {
  const free_mib = Math.floor((await freeBytes(data_dir)) / 1_048_576);
  const ok = free_mib >= least_free_mib;
  return {
    name: 'disk',
    ok,
    required: true,
    found: { zh: `${data_dir} 剩余 ${free_mib} MiB`, en: `${free_mib} MiB free at ${data_dir}` },
    remedy: ok
      ? null
      : {
          zh: `至少腾出 ${least_free_mib} MiB，或用 --data 指定其他磁盘上的目录`,
          en: `free at least ${least_free_mib} MiB, or use --data DIR on another disk`,
        },
  };
};

const require = createRequire(import.meta.url);

const optionalModule = (name: string, remedy: Text): DoctorCheck => {
  const ok = canResolve(name);
  const found = ok ? { zh: '已安装', en: 'installed' } : { zh: '未安装', en: 'not installed' };
  return { name, ok, required: false, found, remedy: ok ? null : remedy };
};

const electronCheck = async (): Promise<DoctorCheck> => {
  const folder = canResolve('electron/package.json')
    ? join(require.resolve('electron/package.json'), '..', 'dist')
    : '';
  const ok = folder !== '' && (await exists(folder));
  return {
    name: 'electron',
    ok,
    required: false,
    found: ok
      ? same(folder)
      : { zh: '缺少其二进制文件；请改用浏览器', en: 'its binary is not there; the browser serves instead' },
    remedy: ok
      ? null
      : {
          zh: 'npx install-electron（需从软件源以外下载）',
          en: 'npx install-electron (downloads from outside the registry)',
        },
  };
};

const canResolve = (name: string): boolean => {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const describe = ({ error }: Extract<Result<unknown>, { ok: false }>, part: 'message' | 'next'): Text => ({
  zh: describeError(error.code, error.details, 'zh')[part],
  en: describeError(error.code, error.details, 'en')[part],
});

/** Names, numbers and paths read the same in every language. */
const same = (text: string): Text => ({ zh: text, en: text });
