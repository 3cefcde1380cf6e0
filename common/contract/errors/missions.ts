import type { ErrorEntry } from './entry.ts';

/** Faults of missions: what is in them, and their transfer. */
export const missionErrors = {
  FENCE_TOO_LARGE: {
    status: 422,
    message: {
      zh: '飞行围栏 {name} 有 {corners} 个角点，飞行器最多存 {limit} 个',
      en: 'The fence {name} has {corners} corners; an aircraft keeps at most {limit}',
    },
    next: { zh: '简化该围栏或禁区的轮廓。', en: 'Simplify the outline of that fence or zone.' },
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
} as const satisfies Record<string, ErrorEntry>;
