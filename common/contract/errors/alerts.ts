import type { ErrorEntry } from './entry.ts';

/** Faults of alerts: channels, their services, links, phones. */
export const alertErrors = {
  CHANNEL_OFFLINE: {
    status: 503,
    message: {
      zh: '通道服务没有应答：{problem}',
      en: 'The service of the channel did not answer: {problem}',
    },
    next: {
      zh: '消息已保留，会自动重发；请检查网络。',
      en: 'Messages are kept and sent again by themselves; check the network.',
    },
  },
  CHANNEL_BUSY: {
    status: 503,
    message: {
      zh: '通道服务限流或繁忙（{reply}），{wait_s} 秒后再发',
      en: 'The service is busy or limits us ({reply}); next try in {wait_s} s',
    },
    next: { zh: '消息已保留，会自动重发。', en: 'Messages are kept and sent again by themselves.' },
  },
  CHANNEL_REJECTED: {
    status: 502,
    message: { zh: '通道服务拒收这条消息（{reply}）', en: 'The service refused this message ({reply})' },
    next: {
      zh: '请用其他方式通知，并检查接收人和内容设置。',
      en: 'Tell people another way, and check recipient and content settings.',
    },
  },
  CHANNEL_SETUP_WRONG: {
    status: 502,
    message: {
      zh: '通道设置不被接受（{reply}）',
      en: 'The service does not accept the channel settings ({reply})',
    },
    next: {
      zh: '通道已停发，请管理员更正密钥、签名、白名单或本机时间后测试。',
      en: 'The channel is stopped: correct key, signature, allow-list or this machine’s clock, then test it.',
    },
  },
  RECIPIENT_GONE: {
    status: 410,
    message: { zh: '接收人已不存在（{reply}）', en: 'The recipient is no longer there ({reply})' },
    next: { zh: '请重新配对手机或更正联系方式。', en: 'Pair the phone again or correct the contact.' },
  },
  RECORD_CONFLICT: {
    status: 409,
    message: {
      zh: '这份现场记录已被 {author} 修改（第 {revision} 版）',
      en: 'This record was changed by {author} meanwhile (revision {revision})',
    },
    next: {
      zh: '请比对后选择保留哪一份；本机内容未丢失。',
      en: 'Compare both and choose which to keep; nothing on this phone was lost.',
    },
  },
  FILE_DIFFERS: {
    status: 422,
    message: { zh: '文件内容与其哈希不符', en: 'The bytes of the file are not those of its hash' },
    next: {
      zh: '请重新发送；若仍如此，请重新拍摄。',
      en: 'Send it again; if that does not help, take it again.',
    },
  },
  HOOK_REFUSED: {
    status: 403,
    message: { zh: '回调请求未通过校验（{problem}）', en: 'The callback did not pass its check ({problem})' },
    next: {
      zh: '请核对通道中的密钥、Token、EncodingAESKey 与服务方后台一致，并检查本机时间。',
      en: 'Compare secret, token and EncodingAESKey of the channel with the service, and check this clock.',
    },
  },
  PHOTO_UNUSABLE: {
    status: 422,
    message: { zh: '照片无法读取', en: 'The photo cannot be read' },
    next: { zh: '请重新拍摄 JPEG 照片后发送。', en: 'Take it again as a JPEG photo.' },
  },
  STILLS_BUSY: {
    status: 503,
    message: { zh: '正在接收其他照片', en: 'Other stills are being taken in' },
    next: { zh: '请稍后重发，逐张发送。', en: 'Send it again a little later, one after the other.' },
  },
  LINK_INVALID: {
    status: 410,
    message: { zh: '链接无效、已过期或已使用', en: 'The link is wrong, too old or used already' },
    next: { zh: '请登录蓝盾操作，或请对方重新发送。', en: 'Sign in to Landun, or ask for a new one.' },
  },
} as const satisfies Record<string, ErrorEntry>;
