import type { ErrorEntry } from './entry.ts';

export const mapErrors = {
  MAP_FILE_UNREADABLE: {
    status: 422,
    message: {
      zh: '底图文件“{file}”不能使用：{problem}',
      en: 'The map file “{file}” cannot be used: {problem}',
    },
    next: {
      zh: '把栅格（PNG、JPEG 或 WebP）PMTiles 或 MBTiles 文件放入数据目录的 maps 文件夹。',
      en: 'Put a raster (PNG, JPEG or WebP) PMTiles or MBTiles file into the maps folder of the data folder.',
    },
  },
  MAP_TEMPLATE_INVALID: {
    status: 422,
    message: { zh: '底图地址模板不能使用：{problem}', en: 'The map template cannot be used: {problem}' },
    next: {
      zh: '使用含 {z}、{x}、{y} 的 http(s) 地址，主机名中只可用 {s}，密钥处写 {tk} 或 {key}。',
      en: 'Use an http(s) address with {z}, {x} and {y}; only {s} may stand in the host, {tk} or {key} for the key.',
    },
  },
  MAP_TILE_FAILED: {
    status: 502,
    message: { zh: '底图服务没有给出瓦片：{problem}', en: 'The map service gave no tile: {problem}' },
    next: {
      zh: '航线不受影响。检查网络、密钥和地址模板，或改用离线文件。',
      en: 'Missions are not affected. Check network, key and template, or use an offline file.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
