import type { ErrorEntry } from './entry.ts';

/** Faults of links and aircraft: being heard, obeying, parameters and files aboard. */
export const vehicleErrors = {
  LINK_URI_INVALID: {
    status: 400,
    message: { zh: '数据链地址“{uri}”无法识别', en: 'The link address “{uri}” cannot be read' },
    next: {
      zh: '请写成 udpin:主机:端口、udpout:主机:端口、tcp:主机:端口 或 serial:设备:波特率，例如 udpin:0.0.0.0:14550。',
      en: 'Write udpin:HOST:PORT, udpout:HOST:PORT, tcp:HOST:PORT or serial:DEVICE:BAUD, for example udpin:0.0.0.0:14550.',
    },
  },
  MAVLINK_ROUTER_MISSING: {
    status: 409,
    message: { zh: '没有找到 mavlink-router', en: 'mavlink-router was not found' },
    next: {
      zh: '安装 mavlink-router，使 mavlink-routerd 位于 PATH 中，或用环境变量 MAVLINK_ROUTERD 指明其路径；也可去掉 --mavlink-router，由地面站直接连接。',
      en: 'Install mavlink-router so that mavlink-routerd is on PATH, or name it in MAVLINK_ROUTERD; or leave out --mavlink-router, and the station connects by itself.',
    },
  },
  SIGNING_KEY_INVALID: {
    status: 400,
    message: {
      zh: '签名密钥 {file} 不可用：{problem}',
      en: 'The signing key {file} cannot be used: {problem}',
    },
    next: {
      zh: '每架飞行器一个文件“系统号.key”，内容为 64 位十六进制数，仅本用户可读，放在数据目录之外。',
      en: 'One file SYSTEM_ID.key for each aircraft, 64 hexadecimal digits, readable by its owner alone, outside the data folder.',
    },
  },
  LINK_UNAVAILABLE: {
    status: 503,
    message: { zh: '数据链 {uri} 打不开：{problem}', en: 'The link {uri} cannot be opened: {problem}' },
    next: {
      zh: '关闭占用该端口的其他地面站，或换一个端口。',
      en: 'Close the other ground station that uses the port, or choose another port.',
    },
  },
  LINK_SERIAL_MISSING: {
    status: 503,
    message: {
      zh: '串口 {uri} 用不了：没有安装 serialport（{problem}）',
      en: 'The serial link {uri} cannot be used: serialport is not installed ({problem})',
    },
    next: {
      zh: '执行 npm install serialport，或改用 UDP/TCP 数据链。',
      en: 'Run npm install serialport, or use a UDP or TCP link.',
    },
  },
  VEHICLE_ID_SHARED: {
    status: 409,
    message: {
      zh: '有两架飞行器使用同一编号 {system_id}，已拒绝操作',
      en: 'Two aircraft use the system id {system_id}: commands are refused',
    },
    next: {
      zh: '关闭其中一架，在其参数中把 SYSID_THISMAV（MAV_SYSID）改为另一编号后重新上电。',
      en: 'Switch one off, give it another SYSID_THISMAV (MAV_SYSID), and power it again.',
    },
  },
  VEHICLE_UNKNOWN: {
    status: 404,
    message: { zh: '没有收到飞行器 {vehicle_id} 的信号', en: 'Nothing was heard of aircraft {vehicle_id}' },
    next: { zh: '请接通飞行器电源并检查数据链。', en: 'Power the aircraft and check the link.' },
  },
  VEHICLE_LINK_LOST: {
    status: 503,
    message: { zh: '与飞行器 {vehicle_id} 失去联系', en: 'The link to aircraft {vehicle_id} is lost' },
    next: {
      zh: '检查天线与数据链；恢复后重试。如在空中，飞行器将按自身失联策略行动，请用遥控器接管。',
      en: 'Check antenna and link and try again. If airborne, it follows its own failsafe: take over with the remote control.',
    },
  },
  VEHICLE_BUSY: {
    status: 409,
    message: {
      zh: '飞行器 {vehicle_id} 正在执行另一项任务',
      en: 'Aircraft {vehicle_id} is already being flown or loaded',
    },
    next: { zh: '等待其完成，或先结束该架次。', en: 'Wait until that is done, or end that flight first.' },
  },
  VEHICLE_ARMED: {
    status: 409,
    message: { zh: '飞行器 {vehicle_id} 已解锁', en: 'Aircraft {vehicle_id} is armed already' },
    next: { zh: '请先降落并上锁，再开始新的架次。', en: 'Land and disarm it before starting a new flight.' },
  },
  COMMAND_REFUSED: {
    status: 409,
    message: {
      zh: '飞行器拒绝指令 {command}：{result} {reason}',
      en: 'The aircraft refused {command}: {result} {reason}',
    },
    next: {
      zh: '查看飞行器提示，排除原因后重试。',
      en: 'Read what the aircraft reports, remove the cause and try again.',
    },
  },
  COMMAND_UNANSWERED: {
    status: 504,
    message: { zh: '飞行器对指令 {command} 没有应答', en: 'The aircraft did not answer {command}' },
    next: {
      zh: '指令可能已执行：先看飞行器实际状态，再决定是否重发。',
      en: 'It may have been carried out: look at the aircraft before sending it again.',
    },
  },
  FTP_UNAVAILABLE: {
    status: 502,
    message: {
      zh: '飞行器不提供文件 {path}（{problem}）',
      en: 'The aircraft does not offer the file {path} ({problem})',
    },
    next: { zh: '改用逐项读取。', en: 'Read item by item instead.' },
  },
  FTP_INTERRUPTED: {
    status: 503,
    message: {
      zh: '文件 {path} 没有取完（{problem}）',
      en: 'The file {path} was not read to its end ({problem})',
    },
    next: {
      zh: '链路恢复、飞行器上锁后自动从断点续取。',
      en: 'It goes on from there by itself once the link is back and the aircraft is disarmed.',
    },
  },
  FTP_TOO_LARGE: {
    status: 413,
    message: {
      zh: '飞行器上的文件 {path} 有 {bytes} 字节，超过上限 {most}',
      en: 'The file {path} aboard has {bytes} bytes, more than {most}',
    },
    next: {
      zh: '请从存储卡拷贝，或调低相机的照片尺寸。',
      en: 'Copy it from the card, or set the camera to smaller pictures.',
    },
  },
  FTP_DIFFERS: {
    status: 502,
    message: {
      zh: '取回的文件 {path} 与飞行器上的校验和不符',
      en: 'What was read of {path} has another checksum than the file aboard',
    },
    next: {
      zh: '会自动重取；反复出现时请从存储卡拷贝。',
      en: 'It is read again by itself; if that goes on, copy it from the card.',
    },
  },
  PARAM_FILE_INVALID: {
    status: 502,
    message: {
      zh: '飞行器给出的参数文件在第 {at} 字节处损坏：{problem}',
      en: 'The parameter file of the aircraft is broken at byte {at}: {problem}',
    },
    next: { zh: '重新读取。', en: 'Read it again.' },
  },
  PARAM_SILENT: {
    status: 504,
    message: {
      zh: '读写参数时飞行器已静默（已读 {read}/{total} 项）',
      en: 'The aircraft fell silent over its parameters ({read} of {total} read)',
    },
    next: {
      zh: '改善数据链后重试；写入的参数请先重新读取再判断。',
      en: 'Improve the link and try again; read a parameter again before trusting that it was written.',
    },
  },
  PARAM_DIFFERS: {
    status: 409,
    message: {
      zh: '参数 {name} 没有写入：要写 {sent}，飞行器仍为 {found}',
      en: 'Parameter {name} was not taken: sent {sent}, the aircraft keeps {found}',
    },
    next: {
      zh: '该值可能超出允许范围或参数只读；请查飞控手册。',
      en: 'It may be out of range or read-only: see the autopilot’s manual.',
    },
  },
  PARAM_VALUE_INVALID: {
    status: 422,
    message: {
      zh: '参数 {name} 的类型是 {type}，存不下该数值',
      en: 'Parameter {name} is of type {type} and cannot hold that value',
    },
    next: {
      zh: '改为该类型范围内的数值（整型不带小数）。',
      en: 'Give a value of its range; whole for integers.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
