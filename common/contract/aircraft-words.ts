import type { Text } from './text.ts';

/** What an autopilot's English text means for the pilot, and what to do. */
type AircraftWords = { readonly message: Text; readonly next: Text };

type Entry = readonly [pattern: RegExp, zh: string, en: string, next_zh: string, next_en: string];

/** Texts of ArduPilot and PX4 that keep an aircraft on the ground or bring it down, most specific first. */
const entries: readonly Entry[] = [
  [
    /need (3D|position)|no 3D fix|GPS.*(bad|fix|not healthy)|waiting for.*(GPS|position)|position estimate/i,
    '定位尚不可靠',
    'No sound position yet',
    '移到开阔处，等待三维定位（通常 1–2 分钟）。',
    'Move into the open and wait for a 3-D fix (usually 1–2 minutes).',
  ],
  [
    /High GPS HDOP|GPS.*hdop|hdop/i,
    '卫星几何不佳',
    'Poor satellite geometry',
    '等待更多卫星；远离高墙和钢结构。',
    'Wait for more satellites; keep away from walls and steel.',
  ],
  [
    /GPS Glitch|GPS.*(lost|failure)|lost GPS/i,
    '定位跳变或丢失',
    'The position jumped or was lost',
    '准备手动接管；悬停等待恢复，否则降落。',
    'Be ready to take over; hover until it is back, or land.',
  ],
  [
    /compass.*(not calibrated|calibrat)/i,
    '罗盘未校准',
    'The compass is not calibrated',
    '在远离金属处做罗盘校准后重新上电。',
    'Calibrate it away from metal, then power the aircraft again.',
  ],
  [
    /compass|mag field|magnetic|yaw.*(inconsistent|error)/i,
    '罗盘异常或受磁干扰',
    'The compass is disturbed',
    '离开钢结构、车辆和输送机后重试。',
    'Move away from steel, vehicles and conveyors and try again.',
  ],
  [
    /EKF.*(variance|failsafe)/i,
    '姿态位置估计超差，失控保护启动',
    'The position filter exceeded its limits: failsafe',
    '立即准备手动接管并降落。',
    'Be ready to take over at once, and land.',
  ],
  [
    /EKF|AHRS|attitude is bad|estimator|innovation/i,
    '姿态或位置估计尚未收敛',
    'The attitude or position filter has not settled',
    '保持静止，上电后等待约 40 秒。',
    'Keep it still; it takes about 40 s after power-on.',
  ],
  [
    /gyro.*(calibrat|inconsistent)|gyros/i,
    '陀螺未校准或不一致',
    'The gyros are not calibrated or disagree',
    '保持飞行器静止并重新上电。',
    'Keep the aircraft still and power it again.',
  ],
  [
    /accel/i,
    '加速度计未校准或不一致',
    'The accelerometers are not calibrated or disagree',
    '水平静置后重新校准。',
    'Put it level and calibrate again.',
  ],
  [
    /batt.*(critical)|critical batt/i,
    '电量严重不足',
    'The battery is nearly empty',
    '立即返航或就近降落。',
    'Return or land at the nearest safe place now.',
  ],
  [
    /batt.*(low|below|unhealthy|failsafe)|low batt/i,
    '电量不足或电池异常',
    'The battery is low or unhealthy',
    '更换充满的电池。',
    'Change to a full battery.',
  ],
  [
    /fence.*(breach)|breach/i,
    '触碰飞行围栏',
    'The fence was breached',
    '飞行器按围栏策略行动；离开边界后再继续。',
    'It acts by its fence policy; go on once inside again.',
  ],
  [
    /fence/i,
    '飞行围栏未就绪',
    'The fence is not ready',
    '检查围栏是否已上传、起飞点是否在围栏内。',
    'Check that it was uploaded and that the take-off point is inside.',
  ],
  [
    /RC not (found|calibrated)|no RC|RC failsafe|radio failsafe|throttle.*(failsafe|below)|manual control/i,
    '没有遥控器信号',
    'No signal of the remote control',
    '打开遥控器并检查对频；飞行中由遥控器接管优先。',
    'Switch the remote control on and check its pairing.',
  ],
  [
    /GCS failsafe|data ?link.*lost|link lost/i,
    '地面站信号中断，失控保护启动',
    'The link to the ground station was lost: failsafe',
    '检查数据链；需要时用遥控器接管。',
    'Check the link; take over with the remote control if needed.',
  ],
  [
    /hardware safety switch|safety switch/i,
    '安全开关未按下',
    'The safety switch is on',
    '长按机身安全开关。',
    'Press and hold the safety switch on the aircraft.',
  ],
  [
    /logging|logger|SD card|no SD/i,
    '机载日志或存储卡异常',
    'On-board log or card failure',
    '检查或更换机载存储卡。',
    'Check or change the card of the aircraft.',
  ],
  [
    /board.*voltage|servo.*voltage|low voltage/i,
    '供电电压异常',
    'A supply voltage is out of range',
    '检查供电模块与接线。',
    'Check the power module and its cables.',
  ],
  [
    /(motor|ESC|prop\w*).*(fail|error|lost|fault|check)|thrust loss|yaw imbalance/i,
    '电机、电调或桨叶异常',
    'A motor, controller or propeller fails',
    '立即降落，检查桨叶、电机和电调。',
    'Land at once; check propellers, motors and controllers.',
  ],
  [
    /vibration/i,
    '振动过大',
    'Too much vibration',
    '降落后检查桨叶动平衡与机臂紧固。',
    'Land; check propeller balance and the arms.',
  ],
  [
    /mode not armable|not armable|mode.*(denied|not available)|Mode change.*failed/i,
    '当前模式不允许该操作',
    'This is not allowed in the present mode',
    '切换到引导（GUIDED）或定点模式后重试。',
    'Change to guided or position mode and try again.',
  ],
  [
    /missing takeoff|no.*takeoff/i,
    '航线没有起飞项',
    'The mission has no take-off',
    '把起飞放在航线第一项后重新上传。',
    'Make take-off its first item and upload again.',
  ],
  [
    /missing mission|no (valid )?mission|mission.*(invalid|rejected|fail)/i,
    '飞行器上没有可执行的航线',
    'No mission aboard can be flown',
    '重新上传航线。',
    'Upload the mission again.',
  ],
  [
    /terrain/i,
    '缺少地形数据',
    'Terrain data is missing',
    '联网等待地形下载，或改用相对高度航线。',
    'Wait for terrain data, or use heights above take-off.',
  ],
  [
    /wind|gust/i,
    '风速过大',
    'Too much wind',
    '返航或降低高度，等待风速减小。',
    'Return or fly lower; wait for less wind.',
  ],
  [
    /crash/i,
    '检测到坠机',
    'A crash was detected',
    '切断动力，按应急预案处置并取回飞行器。',
    'Cut the power, follow the emergency plan, recover the aircraft.',
  ],
  [
    /PreArm|Preflight Fail|Arm:|arming denied/i,
    '起飞前自检未通过',
    'A pre-flight check failed',
    '按原文提示排除后重试。',
    'Remove the cause named in the text and try again.',
  ],
];

/** The words for a status text, or null where there are none better than its own. */
export const aircraftWords = (text: string): AircraftWords | null => {
  const found = entries.find(([pattern]) => pattern.test(text));
  if (found === undefined) return null;
  const [, zh, en, next_zh, next_en] = found;
  return { message: { zh, en }, next: { zh: next_zh, en: next_en } };
};
