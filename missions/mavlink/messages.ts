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
  BATTERY_STATUS: [
    'id',
    'voltages',
    'current_battery',
    'current_consumed',
    'energy_consumed',
    'battery_remaining',
    'charge_state',
  ],
  WIND: ['direction', 'speed', 'speed_z'],
  WIND_COV: ['time_usec', 'wind_x', 'wind_y', 'wind_z'],
  RADIO_STATUS: ['rssi', 'remrssi', 'noise', 'remnoise', 'rxerrors', 'fixed'],
  TIMESYNC: ['tc1', 'ts1'],
  EKF_STATUS_REPORT: [
    'flags',
    'velocity_variance',
    'pos_horiz_variance',
    'pos_vert_variance',
    'compass_variance',
  ],
  ESTIMATOR_STATUS: ['time_usec', 'flags', 'vel_ratio', 'pos_horiz_ratio', 'pos_vert_ratio', 'mag_ratio'],
  FENCE_STATUS: ['breach_status', 'breach_count', 'breach_type', 'breach_time'],
  SETUP_SIGNING: ['target_system', 'target_component', 'secret_key', 'initial_timestamp'],
  PARAM_REQUEST_LIST: ['target_system', 'target_component'],
  PARAM_REQUEST_READ: ['target_system', 'target_component', 'param_id', 'param_index'],
  PARAM_VALUE: ['param_id', 'param_value', 'param_type', 'param_count', 'param_index'],
  PARAM_SET: ['target_system', 'target_component', 'param_id', 'param_value', 'param_type'],
  FILE_TRANSFER_PROTOCOL: ['target_network', 'target_system', 'target_component', 'payload'],
  CAMERA_INFORMATION: [
    'time_boot_ms',
    'vendor_name',
    'model_name',
    'focal_length',
    'sensor_size_h',
    'resolution_h',
    'resolution_v',
    'flags',
  ],
  CAMERA_SETTINGS: ['time_boot_ms', 'mode_id', 'zoomLevel', 'focusLevel'],
  CAMERA_CAPTURE_STATUS: [
    'time_boot_ms',
    'image_status',
    'video_status',
    'image_interval',
    'available_capacity',
    'image_count',
  ],
  CAMERA_IMAGE_CAPTURED: [
    'time_boot_ms',
    'time_utc',
    'lat',
    'lon',
    'alt',
    'relative_alt',
    'image_index',
    'capture_result',
    'file_url',
  ],
  CAMERA_FOV_STATUS: ['time_boot_ms', 'hfov', 'vfov'],
  GIMBAL_MANAGER_STATUS: [
    'time_boot_ms',
    'flags',
    'gimbal_device_id',
    'primary_control_sysid',
    'primary_control_compid',
  ],
  MOUNT_ORIENTATION: ['time_boot_ms', 'roll', 'pitch', 'yaw', 'yaw_absolute'],
  GIMBAL_MANAGER_INFORMATION: ['time_boot_ms', 'cap_flags', 'gimbal_device_id', 'pitch_min', 'pitch_max'],
  HOME_POSITION: ['latitude', 'longitude', 'altitude'],
  EXTENDED_SYS_STATE: ['vtol_state', 'landed_state'],
  PLAY_TUNE: ['target_system', 'target_component', 'tune', 'tune2'],
  PLAY_TUNE_V2: ['target_system', 'target_component', 'format', 'tune'],
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
  MISSION_CURRENT: [
    'seq',
    'total',
    'mission_state',
    'mission_mode',
    'mission_id',
    'fence_id',
    'rally_points_id',
  ],
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
  COMMAND_INT: [
    'param1',
    'param2',
    'param3',
    'param4',
    'x',
    'y',
    'z',
    'command',
    'target_system',
    'target_component',
    'frame',
  ],
  COMMAND_ACK: ['command', 'result', 'progress', 'result_param2', 'target_system', 'target_component'],
} as const;

export type MessageName = keyof typeof messageFields;

/** 64-bit integers are numbers here: every one used is a time in µs or a bit set below 2^53. */
type FieldValue<F extends string> = F extends 'text' | 'param_id' | 'tune' | 'tune2' | 'file_url'
  ? string
  : F extends 'q' | 'voltages' | 'payload' | 'secret_key' | 'vendor_name' | 'model_name'
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
  /** The link and the peer on it that it came through; absent in a recording. */
  readonly source?: string;
};

const isName = (name: string): name is MessageName => Object.hasOwn(messageFields, name);
export const messageNames: readonly MessageName[] = Object.keys(messageFields).filter(isName);
