/**
 * The MAVLink messages Landun reads or writes, by their names and fields in common.xml and
 * ardupilotmega.xml. The wire layout of each comes from mavlink-mappings (see dictionary.ts); a field
 * named here that the dictionary does not know stops the program at start.
 */
export const messageFields = {
  HEARTBEAT: ['custom_mode', 'type', 'autopilot', 'base_mode', 'system_status', 'mavlink_version'],
  SYS_STATUS: [
    'onboard_control_sensors_present',
    'onboard_control_sensors_enabled',
    'onboard_control_sensors_health',
    'voltage_battery',
    'current_battery',
    'battery_remaining',
  ],
  SYSTEM_TIME: ['time_unix_usec', 'time_boot_ms'],
  GPS_RAW_INT: [
    'time_usec',
    'lat',
    'lon',
    'alt',
    'eph',
    'epv',
    'vel',
    'cog',
    'fix_type',
    'satellites_visible',
  ],
  ATTITUDE: ['time_boot_ms', 'roll', 'pitch', 'yaw', 'rollspeed', 'pitchspeed', 'yawspeed'],
  GLOBAL_POSITION_INT: ['time_boot_ms', 'lat', 'lon', 'alt', 'relative_alt', 'vx', 'vy', 'vz', 'hdg'],
  VFR_HUD: ['airspeed', 'groundspeed', 'alt', 'climb', 'heading', 'throttle'],
  BATTERY_STATUS: ['id', 'voltages', 'current_battery', 'battery_remaining'],
  HOME_POSITION: ['latitude', 'longitude', 'altitude'],
  EXTENDED_SYS_STATE: ['vtol_state', 'landed_state'],
  STATUSTEXT: ['severity', 'text', 'id', 'chunk_seq'],
  GIMBAL_DEVICE_ATTITUDE_STATUS: [
    'time_boot_ms',
    'q',
    'flags',
    'target_system',
    'target_component',
    'delta_yaw',
  ],
  MOUNT_STATUS: ['pointing_a', 'pointing_b', 'pointing_c', 'target_system', 'target_component'],
  MISSION_REQUEST_LIST: ['target_system', 'target_component', 'mission_type'],
  MISSION_COUNT: ['count', 'target_system', 'target_component', 'mission_type', 'opaque_id'],
  MISSION_REQUEST: ['seq', 'target_system', 'target_component', 'mission_type'],
  MISSION_REQUEST_INT: ['seq', 'target_system', 'target_component', 'mission_type'],
  MISSION_ITEM_INT: [
    'param1',
    'param2',
    'param3',
    'param4',
    'x',
    'y',
    'z',
    'seq',
    'command',
    'target_system',
    'target_component',
    'frame',
    'current',
    'autocontinue',
    'mission_type',
  ],
  MISSION_ACK: ['target_system', 'target_component', 'type', 'mission_type', 'opaque_id'],
  MISSION_CLEAR_ALL: ['target_system', 'target_component', 'mission_type'],
  MISSION_CURRENT: ['seq', 'total', 'mission_state', 'mission_mode', 'mission_id'],
  MISSION_ITEM_REACHED: ['seq'],
  COMMAND_LONG: [
    'param1',
    'param2',
    'param3',
    'param4',
    'param5',
    'param6',
    'param7',
    'command',
    'target_system',
    'target_component',
    'confirmation',
  ],
  COMMAND_ACK: ['command', 'result', 'progress', 'result_param2', 'target_system', 'target_component'],
} as const;

export type MessageName = keyof typeof messageFields;

/** 64-bit integers are numbers here: every one used is a time in µs or a bit set below 2^53. */
type FieldValue<F extends string> = F extends 'text'
  ? string
  : F extends 'q' | 'voltages'
    ? readonly number[]
    : number;

export type Fields<N extends MessageName> = {
  readonly [F in (typeof messageFields)[N][number]]: FieldValue<F>;
};

/** One decoded message: the union is discriminated by `name`. */
export type Message = { [N in MessageName]: { readonly name: N } & Fields<N> }[MessageName];
export type MessageOf<N extends MessageName> = { readonly name: N } & Fields<N>;

/** A message to send; a field left out goes as zero, as MAVLink has it. */
export type Outgoing = { [N in MessageName]: { readonly name: N } & Partial<Fields<N>> }[MessageName];

/** A message with where and when it came from. */
export type Received = {
  readonly system_id: number;
  readonly component_id: number;
  readonly utc_us: number;
  readonly message: Message;
};

const isName = (name: string): name is MessageName => Object.hasOwn(messageFields, name);
export const messageNames: readonly MessageName[] = Object.keys(messageFields).filter(isName);
