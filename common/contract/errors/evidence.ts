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
      zh: '请用备份恢复该文件，或恢复、启用原来的系统钥匙串（命令行为 --keychain，桌面程序自动使用）；不会自动换新密钥，以免旧证据无法辨认。',
      en: 'Restore that file from a backup, or the keychain that holds it (--keychain on the command line; the desktop program uses its own); it is never replaced by a new key, or older evidence would not be recognised.',
    },
  },
  KEYCHAIN_UNAVAILABLE: {
    status: 500,
    message: {
      zh: '系统密钥环不可用：{problem}',
      en: 'The system’s keyring cannot be used: {problem}',
    },
    next: {
      zh: '请安装 secret-tool（libsecret-tools）并在已解锁密钥环的用户会话中启动；若从未使用过密钥环，可去掉 --keychain。',
      en: 'Install secret-tool (libsecret-tools) and start within a session whose keyring is unlocked; if the key was never kept there, leave out --keychain.',
    },
  },
  EXPORT_SOURCE_CHANGED: {
    status: 409,
    message: { zh: '{path} 与固证时不一致：{problem}', en: '{path} is not what was sealed: {problem}' },
    next: {
      zh: '导出已停止。请运行 landun verify 查明改动，用备份恢复该文件后重试。',
      en: 'The export was stopped. Find the change by landun verify, restore that file from a backup, and try again.',
    },
  },
  EXPORT_CANCELLED: {
    status: 409,
    message: { zh: '导出已取消', en: 'The export was cancelled' },
    next: { zh: '需要时可重新导出。', en: 'Export again when it is needed.' },
  },
  EXPORT_NOT_DISCLOSED: {
    status: 409,
    message: {
      zh: '只有“当事人副本”可以生成查阅码',
      en: 'Only a copy for the other party can be given out by a code',
    },
    next: {
      zh: '请先导出当事人副本（已隐去无关人员）。',
      en: 'Export a copy for the other party first (bystanders are blurred in it).',
    },
  },
  PARTY_CODE_REFUSED: {
    status: 403,
    message: { zh: '查阅码不正确或已失效', en: 'The code is wrong or has ended' },
    next: {
      zh: '请核对后重试，或联系执法机关重新取得查阅码。',
      en: 'Check it and try again, or ask the authority for a new one.',
    },
  },
  EXPORT_EMPTY: {
    status: 409,
    message: { zh: '没有可导出的证据', en: 'There is no evidence to export' },
    next: {
      zh: '请先审核确认线索，或等待视频固证完成。',
      en: 'Confirm a lead first, or wait until its clip is sealed.',
    },
  },
  BLUR_FAILED: {
    status: 500,
    message: {
      zh: '无法制作遮挡副本：{path}（{problem}）',
      en: 'No blurred copy could be made of {path} ({problem})',
    },
    next: {
      zh: '请用 landun doctor 检查 ffmpeg；未遮挡的画面不会对外提供。',
      en: 'Check ffmpeg by landun doctor; the unblurred picture is not given out.',
    },
  },
  TSA_REFUSED: {
    status: 502,
    message: {
      zh: '时间戳机构的答复不可用：{problem}',
      en: 'The time-stamp authority’s answer cannot be used: {problem}',
    },
    next: {
      zh: '请核对设置中的时间戳地址；保管链会继续排队。',
      en: 'Check its address in the settings; heads go on waiting.',
    },
  },
  TSA_UNREACHABLE: {
    status: 503,
    message: {
      zh: '连不上时间戳机构：{problem}',
      en: 'The time-stamp authority cannot be reached: {problem}',
    },
    next: {
      zh: '网络恢复后会自动补盖，延迟会如实记录。',
      en: 'It is tried again by itself; the delay is put on record.',
    },
  },
  RETENTION_NOT_DUE: {
    status: 409,
    message: { zh: '线索 {lead_id} 未到保管期限或已被保全', en: 'Lead {lead_id} is not due, or is on hold' },
    next: { zh: '请刷新后只选择到期的线索。', en: 'Refresh and choose only what is due.' },
  },
  RETENTION_REFUSED: {
    status: 409,
    message: {
      zh: '为防误删，本次删除被拒绝（{problem}）',
      en: 'This deletion is refused to prevent a mistake ({problem})',
    },
    next: {
      zh: '请检查数据文件夹与系统时钟；一次最多删除五分之一的线索。',
      en: 'Check the data folder and the clock; at most a fifth of all leads go at once.',
    },
  },
  SECOND_PERSON_NEEDED: {
    status: 409,
    message: { zh: '删除须由另一人批准', en: 'A deletion must be approved by another person' },
    next: { zh: '请另一位监督科长或管理员批准。', en: 'Ask another supervisor or administrator.' },
  },
  CASE_FILE_UNREADABLE: {
    status: 400,
    message: { zh: '{path} 不是蓝盾卷宗：{problem}', en: '{path} is not a Landun case file: {problem}' },
    next: {
      zh: '请使用导出的 .zip（分卷时选 .001，且各卷在同一文件夹），或解压后的文件夹。',
      en: 'Use the exported .zip (the .001 of a split one, with all volumes in one folder), or its unpacked folder.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
