import type { ErrorEntry } from './entry.ts';

/** What planning, its checks and its files find. */
export const planErrors = {
  AREA_INVALID: {
    status: 422,
    message: { zh: '“{item}”不能使用：{problem}', en: '“{item}” cannot be used: {problem}' },
    next: {
      zh: '在地图上修改或重新绘制（边不能相交，面积不能过小，孔须在区域内）。',
      en: 'Change or redraw it on the map: edges may not cross, it may not be a sliver, holes lie inside.',
    },
  },
  PLAN_EMPTY: {
    status: 422,
    message: { zh: '航线规划中没有可飞的内容', en: 'The plan holds nothing to fly' },
    next: { zh: '画一个区域，或加入岗位巡检。', en: 'Draw an area, or add a round of the posts.' },
  },
  PLAN_TOO_LONG: {
    status: 422,
    message: {
      zh: '航线有 {items} 项，超过 {limit} 项',
      en: 'The mission has {items} items, more than {limit}',
    },
    next: {
      zh: '分成几条航线，或降低清晰度要求。',
      en: 'Make several missions of it, or ask for fewer pixels.',
    },
  },
  PLAN_REFUSED: {
    status: 409,
    message: {
      zh: '起飞前检查未通过：{count} 项，首项：{first}',
      en: 'The checks before upload found {count} violations, first: {first}',
    },
    next: {
      zh: '在“航线规划”中逐项处理；允许签认的项目由飞手签认。',
      en: 'Resolve them on the Plan page; a pilot may sign those that can be signed.',
    },
  },
  PLAN_TAKEOFF_AWAY: {
    status: 409,
    message: {
      zh: '飞行器距规划的起降点 {distance_m} m',
      en: 'The aircraft stands {distance_m} m from the planned take-off point',
    },
    next: {
      zh: '把飞行器移到起降点，或在规划中移动起降点后重存；也可签认。',
      en: 'Bring it there, or move the point in the plan and save; or sign.',
    },
  },
  PLAN_TRUE_HEIGHT: {
    status: 422,
    message: {
      zh: '第 {seq} 项的航段真高 {true_height_m} m，超过 {limit_m} m',
      en: 'The leg to item {seq} is {true_height_m} m above the ground, more than {limit_m} m',
    },
    next: {
      zh: '降低高度、开启地形跟随，或填写管制空域批准号与高度上限。',
      en: 'Fly lower, follow the terrain, or enter the airspace approval and its ceiling.',
    },
  },
  PLAN_TOO_LOW: {
    status: 422,
    message: {
      zh: '第 {seq} 项的航段离地仅 {true_height_m} m，低于 {floor_m} m',
      en: 'The leg to item {seq} comes down to {true_height_m} m above the ground, below {floor_m} m',
    },
    next: { zh: '提高该处高度，或开启地形跟随。', en: 'Raise it there, or follow the terrain.' },
  },
  PLAN_OUTSIDE_FENCE: {
    status: 422,
    message: { zh: '第 {seq} 项的航段越出围栏', en: 'The leg to item {seq} leaves the fence' },
    next: {
      zh: '把航线或起降点移到围栏内，或扩大围栏。',
      en: 'Move the flight or the take-off point inside the fence, or widen the fence.',
    },
  },
  PLAN_IN_ZONE: {
    status: 422,
    message: {
      zh: '第 {seq} 项的航段穿过禁入区“{zone}”（{kind}）',
      en: 'The leg to item {seq} crosses the zone “{zone}” ({kind})',
    },
    next: { zh: '绕开该区；防爆区一律不得飞入。', en: 'Go round it; explosion zones are never entered.' },
  },
  PLAN_STANDOFF: {
    status: 422,
    message: {
      zh: '第 {seq} 项的航段距“{zone}”{distance_m} m，少于 {standoff_m} m',
      en: 'The leg to item {seq} passes “{zone}” at {distance_m} m, nearer than {standoff_m} m',
    },
    next: { zh: '移开航线，或重新核定安全距离。', en: 'Move the flight away, or set the standoff anew.' },
  },
  PLAN_TOO_STEEP: {
    status: 422,
    message: {
      zh: '第 {seq} 项的航段升降率 {rate_m_s} m/s，超过 {limit_m_s} m/s',
      en: 'The leg to item {seq} climbs at {rate_m_s} m/s, more than {limit_m_s} m/s',
    },
    next: { zh: '降低航速，或加密航点。', en: 'Fly slower, or spread the climb.' },
  },
  PLAN_BATTERY: {
    status: 422,
    message: {
      zh: '航线需 {energy_wh} Wh，扣除 {reserve_percent}% 余量后只有 {usable_wh} Wh',
      en: 'The flight needs {energy_wh} Wh; with {reserve_percent} % kept there are {usable_wh} Wh',
    },
    next: {
      zh: '减少内容，分成两次飞行，或换大电池。',
      en: 'Take blocks out, fly twice, or fit a larger battery.',
    },
  },
  PLAN_BATTERY_ESTIMATED: {
    status: 422,
    message: {
      zh: '耗电 {energy_wh} Wh 为估计值，本机尚无实测',
      en: 'The {energy_wh} Wh are an estimate: this aircraft was not measured yet',
    },
    next: { zh: '签认，并在飞行中看紧电量。', en: 'Sign it, and watch the battery in flight.' },
  },
  PLAN_WIND: {
    status: 422,
    message: {
      zh: '风速 {wind_m_s} m/s 超过本机上限 {limit_m_s} m/s',
      en: 'The wind of {wind_m_s} m/s is above the aircraft’s {limit_m_s} m/s',
    },
    next: { zh: '等待风速下降。', en: 'Wait for the wind to drop.' },
  },
  PLAN_WIND_UNKNOWN: {
    status: 422,
    message: {
      zh: '未填写飞行高度的风速（上限 {limit_m_s} m/s）',
      en: 'The wind at flying height is not known (limit {limit_m_s} m/s)',
    },
    next: { zh: '测风后填写，或签认。', en: 'Measure and enter it, or sign.' },
  },
  PLAN_TERRAIN_MISSING: {
    status: 422,
    message: {
      zh: '部分航段没有地形数据，真高未知',
      en: 'Part of the flight has no terrain data; its true height is not known',
    },
    next: {
      zh: '把该地的 GeoTIFF 或 SRTM 文件放入数据目录的 terrain 文件夹，或由飞手签认。',
      en: 'Put a GeoTIFF or SRTM file of the place into the terrain folder of the data directory, or sign.',
    },
  },
  PLAN_LICENCE_MISSING: {
    status: 422,
    message: { zh: '未填写飞手执照', en: 'The pilot’s licence is not stated' },
    next: {
      zh: '填写等级、编号和有效期，或签认本次无需执照。',
      en: 'State class, number and expiry, or sign that none is needed.',
    },
  },
  PLAN_LICENCE_EXPIRED: {
    status: 422,
    message: { zh: '飞手执照已于 {expires_on} 到期', en: 'The pilot’s licence expired on {expires_on}' },
    next: { zh: '由持有效执照的飞手执飞。', en: 'Let a pilot with a valid licence fly.' },
  },
  PLAN_REGISTRATION_MISSING: {
    status: 422,
    message: { zh: '未填写航空器实名登记号（UOM）', en: 'The aircraft’s UOM registration is not stated' },
    next: { zh: '填写登记号，或签认。', en: 'Enter it, or sign.' },
  },
  PLAN_IDENTIFICATION_MISSING: {
    status: 422,
    message: {
      zh: '未确认运行识别（GB 46750-2025）',
      en: 'Operation identification (GB 46750-2025) is not confirmed',
    },
    next: { zh: '选择机载或外挂模块，或签认。', en: 'Say whether it is built in or by a module, or sign.' },
  },
  PLAN_APPROVAL_MISSING: {
    status: 422,
    message: {
      zh: '真高 {height_m} m 属管制空域，没有批准号',
      en: 'At {height_m} m true height the airspace is controlled, and no approval is stated',
    },
    next: { zh: '降到 120 m 以下，或填写批准号。', en: 'Stay below 120 m, or enter the approval.' },
  },
  PLAN_APPROVAL_EXPIRED: {
    status: 422,
    message: {
      zh: '空域批准 {number} 仅在 {from} 至 {until} 有效',
      en: 'The approval {number} holds from {from} to {until} only',
    },
    next: { zh: '重新申请，或删除该批准。', en: 'Apply again, or remove it.' },
  },
  PLAN_GOAL_UNREACHABLE: {
    status: 422,
    message: {
      zh: '所选相机只能达到 {px_per_m} px/m（要求 {wanted_px_per_m}），斜距 {slant_m} m（{reason}）',
      en: 'This camera gives {px_per_m} px/m (asked: {wanted_px_per_m}) from {slant_m} m ({reason})',
    },
    next: {
      zh: '换长焦或更高分辨率的相机，降低最低飞行高度，减少所需帧数，或降低目标。',
      en: 'Choose a longer lens or more pixels, a lower floor, fewer frames, or a lesser goal.',
    },
  },
  PLAN_POST_UNRESOLVED: {
    status: 422,
    message: {
      zh: '岗位 {post_id} 看不清：{px_per_m} px/m（要求 {wanted_px_per_m}），斜距 {slant_m} m（{reason}）',
      en: 'Post {post_id} cannot be resolved: {px_per_m} px/m (asked: {wanted_px_per_m}) from {slant_m} m ({reason})',
    },
    next: {
      zh: '换相机、降低最低高度或水平距离，或移开挡住视点的禁区。',
      en: 'Change the camera, lower floor or standoff, or move the zone that takes the viewpoints.',
    },
  },
  PLAN_POST_ONE_SIDE: {
    status: 422,
    message: { zh: '岗位 {post_id} 只能从一侧看到', en: 'Post {post_id} can be seen from one side only' },
    next: { zh: '签认，或扩大其周围可飞范围。', en: 'Sign it, or make room around it.' },
  },
  PLAN_AREA_UNSEEN: {
    status: 422,
    message: {
      zh: '区块 {block_id} 有 {percent}% 的面积看不到',
      en: '{percent} % of block {block_id} cannot be seen',
    },
    next: {
      zh: '改变航线角度，放宽围栏或禁区间距，或签认。',
      en: 'Turn the lines, widen the fence or the clearance, or sign.',
    },
  },
  PLAN_AREA_STEEP: {
    status: 422,
    message: {
      zh: '区块 {block_id} 有 {percent}% 的面积只能更陡地俯视，可能看不到口罩',
      en: '{percent} % of block {block_id} is seen more steeply than asked and may show no mask',
    },
    next: {
      zh: '改变航线角度，或为这部分另画区块。',
      en: 'Turn the lines, or draw this part as a block of its own.',
    },
  },
  PLAN_RALLY_OUTSIDE: {
    status: 422,
    message: {
      zh: '备降点 {number} 在围栏之外或禁区之内',
      en: 'Rally point {number} lies outside the fence or inside a zone',
    },
    next: { zh: '移动或删除该备降点。', en: 'Move it or remove it.' },
  },
  PLAN_RALLY_HIGH: {
    status: 422,
    message: {
      zh: '备降点 {number} 的进近高度 {height_m} m 超过 {limit_m} m',
      en: 'Rally point {number} is approached at {height_m} m, above {limit_m} m',
    },
    next: { zh: '降低该备降点的高度。', en: 'Lower it.' },
  },
  PLAN_ORBIT_OPEN: {
    status: 422,
    message: {
      zh: '环绕 {block_id} 有 {left_out}/{places} 个机位飞不到',
      en: '{left_out} of {places} places of orbit {block_id} cannot be flown to',
    },
    next: { zh: '移开围栏或禁区，或签认。', en: 'Move the fence or zone, or sign.' },
  },
  PLAN_NO_ROUTE: {
    status: 422,
    message: {
      zh: '区块 {block_id} 在围栏与禁区之间没有可行的通路',
      en: 'There is no way to block {block_id} between fence and zones',
    },
    next: {
      zh: '把起降点放在围栏内、禁区外，或缩小间距。',
      en: 'Put the take-off point inside the fence and outside zones, or reduce the clearance.',
    },
  },
  PLAN_FILE_INVALID: {
    status: 422,
    message: { zh: '文件不能导入：{item}：{problem}', en: 'The file cannot be imported: {item}: {problem}' },
    next: {
      zh: '什么都没有导入；修正该处后重试。',
      en: 'Nothing was imported; correct it there and try again.',
    },
  },
  PLAN_FILE_UNKNOWN: {
    status: 415,
    message: { zh: '不认识的文件“{name}”', en: '“{name}” is no file of a known kind' },
    next: {
      zh: '可导入 .plan、.waypoints、.kml、.kmz、.geojson。',
      en: 'Import .plan, .waypoints, .kml, .kmz or .geojson.',
    },
  },
  TERRAIN_UNREADABLE: {
    status: 422,
    message: {
      zh: '地形文件 {path} 读不出来：{problem}',
      en: 'The terrain file {path} cannot be read: {problem}',
    },
    next: {
      zh: '使用经纬度（WGS-84）的 GeoTIFF，或名如 N29E121.hgt 的 SRTM 文件。',
      en: 'Use a GeoTIFF in WGS-84 degrees, or an SRTM file named like N29E121.hgt.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
