import type { ErrorEntry } from './entry.ts';

/** Faults of links, aircraft, mission transfer, flight and planning. */
export const missionErrors = {
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
  FENCE_TOO_LARGE: {
    status: 422,
    message: {
      zh: '电子围栏 {name} 有 {corners} 个角点，飞行器最多存 {limit} 个',
      en: 'The fence {name} has {corners} corners; an aircraft keeps at most {limit}',
    },
    next: { zh: '简化该围栏或禁区的轮廓。', en: 'Simplify the outline of that fence or zone.' },
  },
  FTP_UNAVAILABLE: {
    status: 502,
    message: {
      zh: '飞行器不提供文件 {path}（{problem}）',
      en: 'The aircraft does not offer the file {path} ({problem})',
    },
    next: { zh: '改用逐项读取。', en: 'Read item by item instead.' },
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
  MISSION_SILENT: {
    status: 504,
    message: {
      zh: '航线传输中断：飞行器已静默（{step}，第 {seq} 项）',
      en: 'The mission transfer stopped: the aircraft fell silent ({step}, item {seq})',
    },
    next: {
      zh: '未起飞。改善数据链后重新上传。',
      en: 'Nothing took off. Improve the link and upload again.',
    },
  },
  MISSION_REFUSED: {
    status: 409,
    message: {
      zh: '飞行器拒收航线：{result}（第 {seq} 项）',
      en: 'The aircraft refused the mission: {result} (item {seq})',
    },
    next: {
      zh: '若为 no_space，等待飞控启动完成或缩短航线；若为 denied，关闭其他地面站；否则修改该项。',
      en: 'no_space: let it finish starting or shorten the mission; denied: close the other ground station; else change that item.',
    },
  },
  MISSION_DIFFERS: {
    status: 409,
    message: {
      zh: '回读航线与计划不一致（第 {seq} 项，{field}：计划 {sent}，飞行器 {found}）',
      en: 'The mission read back differs from the plan (item {seq}, {field}: sent {sent}, found {found})',
    },
    next: {
      zh: '未起飞。请重新上传；若仍不一致，请勿飞行。',
      en: 'Nothing took off. Upload again; if it differs again, do not fly.',
    },
  },
  MISSION_ITEM_UNKNOWN: {
    status: 422,
    message: {
      zh: '飞行器上的航线第 {seq} 项（命令 {command}）无法识别',
      en: 'Item {seq} of the mission aboard (command {command}) is not one Landun knows',
    },
    next: {
      zh: '该航线由其他地面站编写；请重新上传蓝盾航线。',
      en: 'Another ground station wrote it; upload a Landun mission instead.',
    },
  },
  MISSION_NO_TAKEOFF: {
    status: 422,
    message: {
      zh: '航线在第 {seq} 项之前没有起飞',
      en: 'The mission does not take off before item {seq}',
    },
    next: { zh: '把起飞放在第一项。', en: 'Make take-off its first item.' },
  },
  MISSION_TWO_TAKEOFFS: {
    status: 422,
    message: { zh: '航线第 {seq} 项是第二次起飞', en: 'Item {seq} of the mission is a second take-off' },
    next: { zh: '删除该项，或分成两条航线。', en: 'Remove it, or make two missions.' },
  },
  MISSION_NO_RETURN: {
    status: 422,
    message: {
      zh: '航线最后一项（第 {seq} 项）不是返航或降落',
      en: 'The last item of the mission ({seq}) neither returns nor lands',
    },
    next: { zh: '在末尾加上返航或降落。', en: 'End it with a return or a landing.' },
  },
  SITE_WITHOUT_POSTS: {
    status: 422,
    message: { zh: '场所 {site_id} 没有岗位', en: 'Site {site_id} has no work posts' },
    next: { zh: '先在场所中标出岗位。', en: 'Mark the work posts of the site first.' },
  },
  POST_ABOVE_FLIGHT: {
    status: 422,
    message: {
      zh: '岗位 {post_id} 高 {post_height_m} m，不低于飞行高度 {height_m} m',
      en: 'Post {post_id} is at {post_height_m} m, not below the flight at {height_m} m',
    },
    next: { zh: '提高飞行高度。', en: 'Fly higher.' },
  },
  MISSION_TOO_HIGH: {
    status: 422,
    message: {
      zh: '航线第 {seq} 项高 {height_m} m，超过 {limit_m} m',
      en: 'Item {seq} is {height_m} m high, above the limit of {limit_m} m',
    },
    next: {
      zh: '降低该项高度；真高 120 m 以上为管制空域。',
      en: 'Lower it; above 120 m true height the airspace is controlled.',
    },
  },
  POST_NOT_COVERED: {
    status: 422,
    message: {
      zh: '岗位 {post_id} 的观察斜距为 {slant_m} m，超过 {limit_m} m',
      en: 'Post {post_id} would be seen from {slant_m} m, further than {limit_m} m',
    },
    next: {
      zh: '降低高度、减小水平距离，或放宽最大俯角。',
      en: 'Fly lower or closer, or allow a steeper look down.',
    },
  },
  POST_NO_ROOM: {
    status: 422,
    message: {
      zh: '岗位 {post_id} 周围 {standoff_m} m 处，场所边界内找不到两个观察方向',
      en: 'Around post {post_id} the site has no two sides to look from at {standoff_m} m',
    },
    next: {
      zh: '减小水平距离，或扩大场所边界。',
      en: 'Reduce the standoff, or widen the boundary of the site.',
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
      zh: '直线飞往该点会在 {at_m} m 处越出电子围栏（含 {clearance_m} m 余量）',
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
