import type { ErrorEntry } from './entry.ts';

/** Faults of the house: requests, login, storage, hosts. */
export const coreErrors = {
  INPUT_INVALID: {
    status: 400,
    message: { zh: '{field} 不合要求：{problem}', en: '{field} is not acceptable: {problem}' },
    next: { zh: '请更正该项后重试。', en: 'Correct that field and try again.' },
  },
  NOT_FOUND: {
    status: 404,
    message: { zh: '找不到 {kind} {id}', en: 'There is no {kind} {id}' },
    next: {
      zh: '请刷新列表，该记录可能已被移除。',
      en: 'Refresh the list; the record may have been removed.',
    },
  },
  SIGN_IN_REQUIRED: {
    status: 401,
    message: { zh: '请先登录', en: 'Sign in first' },
    next: { zh: '登录后重试。', en: 'Sign in and try again.' },
  },
  SIGN_IN_FAILED: {
    status: 401,
    message: { zh: '用户名或密码不正确', en: 'The name or the password is wrong' },
    next: {
      zh: '请重新输入；忘记密码请联系管理员。',
      en: 'Try again, or ask an administrator for a new password.',
    },
  },
  SIGN_IN_THROTTLED: {
    status: 429,
    message: { zh: '尝试次数过多', en: 'Too many attempts' },
    next: { zh: '请在 {wait_s} 秒后重试。', en: 'Wait {wait_s} seconds and try again.' },
  },
  ROLE_REQUIRED: {
    status: 403,
    message: { zh: '此操作需要角色：{roles}', en: 'This needs one of the roles: {roles}' },
    next: { zh: '请由有权限的人员操作。', en: 'Ask somebody who holds that role.' },
  },
  ORIGIN_REFUSED: {
    status: 403,
    message: {
      zh: '请求来自其他网站（{origin}），已拒绝',
      en: 'A request from another site ({origin}) was refused',
    },
    next: { zh: '请从蓝盾页面操作。', en: 'Use the Landun page itself.' },
  },
  SETUP_LINK_INVALID: {
    status: 410,
    message: { zh: '管理员设置链接无效或已使用', en: 'The administrator link is wrong or was used already' },
    next: {
      zh: '请使用首次启动时打印的链接，或重新启动以获取新链接。',
      en: 'Use the link printed at first start, or restart the station for a new one.',
    },
  },
  NAME_TAKEN: {
    status: 409,
    message: { zh: '用户名 {name} 已被使用', en: 'The name {name} is taken' },
    next: { zh: '请换一个用户名。', en: 'Choose another name.' },
  },
  STATE_CONFLICT: {
    status: 409,
    message: {
      zh: '{kind} 当前状态为“{state}”，不能执行此操作',
      en: 'The {kind} is “{state}”; this cannot be done now',
    },
    next: { zh: '请刷新后查看最新状态。', en: 'Refresh to see its present state.' },
  },
  PORT_IN_USE: {
    status: 500,
    message: { zh: '端口 {port}（{host}）已被占用', en: 'Port {port} on {host} is in use' },
    next: {
      zh: '关闭占用该端口的程序，或用 --port 指定其他端口。',
      en: 'End the program that uses it, or choose another with --port.',
    },
  },
  TLS_UNUSABLE: {
    status: 500,
    message: {
      zh: '证书文件 {path} 不能使用：{problem}',
      en: 'The certificate file {path} cannot be used: {problem}',
    },
    next: {
      zh: '请检查 --tls-cert 与 --tls-key，或去掉它们以使用本站自己的证书。',
      en: 'Check --tls-cert and --tls-key, or leave them out to use a certificate of the station’s own.',
    },
  },
  DATA_READ_ONLY: {
    status: 500,
    message: { zh: '数据文件夹 {path} 不可写', en: 'The data folder {path} cannot be written' },
    next: {
      zh: '请修改权限，或用 --data 指定其他文件夹。',
      en: 'Change its permissions, or choose another with --data.',
    },
  },
  DATA_NEWER: {
    status: 500,
    message: {
      zh: '数据文件夹 {path} 来自更新的版本（{found} > {known}）',
      en: 'The data folder {path} is from a newer version ({found} > {known})',
    },
    next: {
      zh: '请升级蓝盾，或用 --data 指定其他文件夹；数据未改动。',
      en: 'Update Landun, or choose another folder with --data; nothing was changed.',
    },
  },
  DATA_IN_USE: {
    status: 500,
    message: {
      zh: '数据文件夹 {path} 正被进程 {pid} 使用',
      en: 'The data folder {path} is in use by process {pid}',
    },
    next: {
      zh: '请先停止另一个蓝盾，或用 --data 指定其他文件夹。',
      en: 'Stop the other Landun, or choose another folder with --data.',
    },
  },
  DISK_FULL: {
    status: 507,
    message: {
      zh: '磁盘空间不足：{path} 剩余 {free_mib} MiB',
      en: 'The disk is full: {free_mib} MiB free at {path}',
    },
    next: {
      zh: '请清理磁盘；已录内容保持不变，录像会自动恢复。',
      en: 'Free some space; what was recorded is kept and recording resumes by itself.',
    },
  },
  REVIEWER_IS_PILOT: {
    status: 409,
    message: {
      zh: '本架次由您执飞，不能由您审核',
      en: 'You flew this flight, so you cannot review its leads',
    },
    next: { zh: '请由另一名监督员审核。', en: 'Ask another inspector to review it.' },
  },
  FLIGHT_UNDER_WAY: {
    status: 409,
    message: { zh: '该飞行器正在执行架次 {flight_id}', en: 'That aircraft is on flight {flight_id}' },
    next: { zh: '请等待其结束，或先返航。', en: 'Wait until it has ended, or let it return first.' },
  },
  FLIGHT_INTERRUPTED: {
    status: 500,
    message: { zh: '地面站在飞行中重新启动', en: 'The station was restarted during the flight' },
    next: {
      zh: '飞行器按自身设置继续；请用遥控器确认其状态，录像与线索已保留。',
      en: 'The aircraft carries on by its own settings: check it by remote control. Recordings and leads were kept.',
    },
  },
  CLIP_UNAVAILABLE: {
    status: 500,
    message: { zh: '录像中没有该时段（{problem}）', en: 'The recording does not hold that span ({problem})' },
    next: { zh: '请查看静态图；间断已如实记录。', en: 'Use the still; the gap is on record.' },
  },
  ALERT_UNSEEN: {
    status: 503,
    message: { zh: '没有已登录的屏幕可接收告警', en: 'No signed-in screen was there to show the alert' },
    next: { zh: '有人登录后会自动送达。', en: 'It is delivered as soon as somebody signs in.' },
  },
  INTERNAL: {
    status: 500,
    message: { zh: '内部错误（编号 {incident}）', en: 'Internal error (incident {incident})' },
    next: {
      zh: '请把编号告诉管理员，日志中有详情。',
      en: 'Give that number to an administrator; the log has the details.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
