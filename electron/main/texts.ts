import type { Language, Text } from '#common';

/** The few words this host says itself; everything else is said by the page. */
export const texts = {
  cannotStart: { zh: '蓝盾无法启动', en: 'Landun cannot start' },
  flightUnderWay: { zh: '有架次正在执行', en: 'A flight is under way' },
  leaveInFlight: {
    zh: '退出后飞行器按自身设置继续飞行，地面站不再监视、录像和识别。',
    en: 'The aircraft will carry on by its own settings; the station will no longer watch, record or detect.',
  },
  stay: { zh: '留在蓝盾', en: 'Stay' },
  leave: { zh: '仍然退出', en: 'Leave all the same' },
  pageCrashed: { zh: '界面多次异常退出', en: 'The page keeps crashing' },
  pageCrashedNext: {
    zh: '录像与识别仍在继续。请重新启动蓝盾，并把日志交给管理员。',
    en: 'Recording and detection go on. Restart Landun, and give the log to an administrator.',
  },
} as const satisfies Record<string, Text>;

/** Chinese where the system speaks Chinese, English elsewhere. */
export const languageOf = (locale: string): Language => (/^zh\b/i.test(locale) ? 'zh' : 'en');
