import type { ErrorEntry } from './entry.ts';

/** Faults of flying: the checklist, take-off, orders in the air, recordings. */
export const flightErrors = {
  CHECKLIST_OPEN: {
    status: 409,
    message: {
      zh: '飞行前检查还有 {count} 项未完成，首项：{first}',
      en: '{count} items of the pre-flight checklist are not done, first: {first}',
    },
    next: {
      zh: '在“飞行”页逐项处理：实测不合格的先排除，其余由飞手查看后签认。',
      en: 'Go through them on the Fly page: clear what measured badly, look at the rest and tick it.',
    },
  },
  CHECKLIST_REFUSED: {
    status: 409,
    message: {
      zh: '检查项 {item} 不允许签认',
      en: 'The checklist item {item} cannot be taken on by anybody',
    },
    next: {
      zh: '排除其原因后它会自动变为通过。',
      en: 'Clear its cause; it passes by itself then.',
    },
  },
  FLIGHT_NOT_FLOWN: {
    status: 409,
    message: { zh: '该次记录中飞行器没有离地', en: 'The aircraft never left the ground in this recording' },
    next: {
      zh: '无需处理：未飞行的架次不计入飞行经历。',
      en: 'Nothing to do: it is not counted in the flight log.',
    },
  },
  PREFLIGHT_POSITION: {
    status: 409,
    message: {
      zh: '飞行器 {vehicle_id} 尚无可靠定位（定位类型 {fix_type}）',
      en: 'Aircraft {vehicle_id} has no sound position yet (fix type {fix_type})',
    },
    next: { zh: '移到开阔处，等待三维定位。', en: 'Move it into the open and wait for a 3-D fix.' },
  },
  PREFLIGHT_BATTERY: {
    status: 409,
    message: {
      zh: '电量 {remaining_percent}% 低于起飞下限 {minimum_percent}%',
      en: 'The battery holds {remaining_percent} %, below the take-off minimum of {minimum_percent} %',
    },
    next: { zh: '更换电池。', en: 'Change the battery.' },
  },
  ARM_REFUSED: {
    status: 409,
    message: { zh: '飞行器拒绝解锁：{reason}', en: 'The aircraft refuses to arm: {reason}' },
    next: {
      zh: '按提示排除原因；刚上电时请等待约 40 秒自检完成。',
      en: 'Remove the cause it names; after power-on wait about 40 s for its self-checks.',
    },
  },
  TAKEOFF_FAILED: {
    status: 409,
    message: {
      zh: '飞行器 {vehicle_id} 解锁后 {wait_s} 秒未升空',
      en: 'Aircraft {vehicle_id} did not leave the ground within {wait_s} s of starting',
    },
    next: {
      zh: '远离桨叶，用遥控器上锁后检查飞行器。',
      en: 'Keep clear of the propellers, disarm with the remote control and inspect it.',
    },
  },
  FLIGHT_WATCH_LOST: {
    status: 504,
    message: {
      zh: '与飞行器 {vehicle_id} 失联 {silent_s} 秒，架次不再跟踪',
      en: 'Aircraft {vehicle_id} was silent for {silent_s} s; the flight is no longer followed',
    },
    next: {
      zh: '按最后位置搜寻；确认其已降落并上锁。',
      en: 'Search from its last position; make sure that it has landed and disarmed.',
    },
  },
  FLIGHT_STOPPED: {
    status: 409,
    message: {
      zh: '已停止跟踪该架次（阶段 {stage}）',
      en: 'Following the flight was stopped (stage {stage})',
    },
    next: {
      zh: '若飞行器在空中，它会继续执行航线：需要时请下达返航或降落指令。',
      en: 'An airborne aircraft goes on with its mission: command return or land if that is not wanted.',
    },
  },
  ORDER_NOT_AIRBORNE: {
    status: 409,
    message: { zh: '飞行器 {vehicle_id} 不在空中', en: 'Aircraft {vehicle_id} is not in the air' },
    next: { zh: '起飞后再下达该指令。', en: 'Give this order once it flies.' },
  },
  ORDER_TOO_FAR: {
    status: 422,
    message: {
      zh: '目标点距飞行器 {distance_m} m，超过 {limit_m} m',
      en: 'The place is {distance_m} m from the aircraft, beyond {limit_m} m',
    },
    next: { zh: '选择更近的点，或改用航线任务。', en: 'Choose a nearer place, or fly a mission.' },
  },
  ORDER_LEAVES_FENCE: {
    status: 422,
    message: {
      zh: '直线飞往该点会在 {at_m} m 处越出飞行围栏（含 {clearance_m} m 余量）',
      en: 'The straight way leaves the fence after {at_m} m (with {clearance_m} m kept at its end)',
    },
    next: {
      zh: '选择围栏内的点，或分两段绕行。',
      en: 'Choose a place inside the fence, or go there in two legs.',
    },
  },
  ORDER_ENTERS_ZONE: {
    status: 422,
    message: {
      zh: '直线飞往该点会在 {at_m} m 处进入禁入区或其间距（含 {clearance_m} m 余量）',
      en: 'The straight way comes too near a zone after {at_m} m (with {clearance_m} m kept at its end)',
    },
    next: { zh: '选择别的点，或分两段绕行。', en: 'Choose another place, or go around in two legs.' },
  },
  ORDER_TOO_LOW: {
    status: 422,
    message: {
      zh: '途中 {at_m} m 处离地仅 {height_m} m，低于最低高度 {floor_m} m',
      en: 'After {at_m} m it would be {height_m} m above the ground, below the floor of {floor_m} m',
    },
    next: { zh: '先用“高度”指令爬升。', en: 'Order more height first.' },
  },
  ORDER_TOO_HIGH: {
    status: 422,
    message: {
      zh: '途中 {at_m} m 处真高 {height_m} m，超过 {limit_m} m',
      en: 'After {at_m} m it would be {height_m} m above the ground, beyond {limit_m} m',
    },
    next: { zh: '先用“高度”指令下降。', en: 'Order less height first.' },
  },
  ORDER_NOT_FOLLOWED: {
    status: 409,
    message: {
      zh: '飞行器已应答 {command}，但 {within_s} s 内回报为 {reported}，而非要求的 {asked}',
      en: 'The aircraft acknowledged {command}, but within {within_s} s it reports {reported} where {asked} was asked',
    },
    next: {
      zh: '在画面中核对；重新下达，或检查相机与云台（行程、存储卡、控制权）。',
      en: 'Look at the picture; give the order again, or check camera and gimbal (range, card, who steers).',
    },
  },
  LOOK_NO_TARGET: {
    status: 409,
    message: {
      zh: '线索 {lead_id} 没有可用的目标位置（缺少当时的机位或云台角）',
      en: 'Lead {lead_id} has no place to look at: position or gimbal angle of that moment is missing',
    },
    next: { zh: '请手动飞往并调整云台。', en: 'Fly there and point the camera by hand.' },
  },
  LOOK_NO_PLACE: {
    status: 409,
    message: {
      zh: '在场所边界内、{floor_m} m 以上找不到能取得 {px_per_m} px/m 的观察点',
      en: 'No place inside the site and above {floor_m} m shows it at {px_per_m} px/m',
    },
    next: {
      zh: '换用长焦相机，或扩大场所边界后重试。',
      en: 'Use a longer lens, or widen the boundary of the site.',
    },
  },
  FLIGHT_NOT_RESUMABLE: {
    status: 409,
    message: {
      zh: '架次 {flight_id} 不能续飞：{problem}',
      en: 'Flight {flight_id} cannot be taken up again: {problem}',
    },
    next: { zh: '重新执行整条航线。', en: 'Fly the whole mission again.' },
  },
  TLOG_UNREADABLE: {
    status: 422,
    message: {
      zh: '遥测记录 {path} 读不出来：{problem}',
      en: 'The telemetry log {path} cannot be read: {problem}',
    },
    next: { zh: '检查路径与权限。', en: 'Check the path and its permissions.' },
  },
  TLOG_UNWRITABLE: {
    status: 500,
    message: {
      zh: '遥测记录 {path} 写不进去：{problem}',
      en: 'The telemetry log {path} cannot be written: {problem}',
    },
    next: {
      zh: '检查数据盘的剩余空间与权限。',
      en: 'Check the free space and permissions of the data disk.',
    },
  },
  TLOG_EMPTY: {
    status: 422,
    message: {
      zh: '{path} 中没有 MAVLink 数据（{bad_bytes} 字节无法识别）',
      en: '{path} holds no MAVLink ({bad_bytes} bytes were something else)',
    },
    next: {
      zh: '请选择 .tlog 文件（8 字节时间后接一帧）。',
      en: 'Choose a .tlog file: an 8-byte time before each frame.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
