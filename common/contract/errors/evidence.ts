import type { ErrorEntry } from './entry.ts';

/** Faults of sealing, verifying, exporting and keeping evidence. */
export const evidenceErrors = {
  STATION_KEY_UNREADABLE: {
    status: 500,
    message: {
      zh: '本站签名密钥 {path} 无法读取：{problem}',
      en: 'The station’s signing key {path} cannot be read: {problem}',
    },
    next: {
      zh: '请用备份恢复该文件或恢复系统钥匙串；不会自动换新密钥，以免旧证据无法辨认。',
      en: 'Restore that file from a backup, or the system keychain; it is never replaced by a new key, or older evidence would not be recognised.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
