/** Values of MAVLink enums that Landun uses, by their names in the XML without the enum's prefix. */

export const mavType = { quadrotor: 2, ground_station: 6, camera: 30 } as const;
export const mavAutopilot = { ardupilot: 3, invalid: 8, px4: 12 } as const;
export const mavState = { standby: 3, active: 4 } as const;
export const modeFlag = { custom_mode: 1, guided: 8, auto: 4, stabilize: 16, armed: 128 } as const;
export const autopilotComponent = 1;
/** MAV_COMP_ID_MISSIONPLANNER: what a ground station calls itself. */
export const groundStationComponent = 190;

/** Of MAV_SYS_STATUS_SENSOR. */
export const sensorBit = { prearm_check: 0x1000_0000 } as const;
export const landedState = { undefined: 0, on_ground: 1, in_air: 2, taking_off: 3, landing: 4 } as const;

export const mavFrame = {
  global: 0,
  mission: 2,
  global_relative_alt: 3,
  global_int: 5,
  global_relative_alt_int: 6,
  global_terrain_alt: 10,
  global_terrain_alt_int: 11,
} as const;

export const mavCmd = {
  nav_waypoint: 16,
  nav_return_to_launch: 20,
  nav_land: 21,
  nav_takeoff: 22,
  do_reposition: 192,
  do_pause_continue: 193,
  do_mount_control: 205,
  do_set_mission_current: 224,
  preflight_reboot_shutdown: 246,
  do_set_mode: 176,
  do_change_speed: 178,
  do_set_home: 179,
  mission_start: 300,
  component_arm_disarm: 400,
  get_home_position: 410,
  set_message_interval: 511,
  request_message: 512,
  set_camera_zoom: 531,
  set_camera_focus: 532,
  do_gimbal_manager_pitchyaw: 1000,
  do_gimbal_manager_configure: 1001,
  image_start_capture: 2000,
  image_stop_capture: 2001,
  video_start_capture: 2500,
  video_stop_capture: 2501,
  nav_fence_polygon_vertex_inclusion: 5001,
  nav_fence_polygon_vertex_exclusion: 5002,
  nav_fence_circle_inclusion: 5003,
  nav_fence_circle_exclusion: 5004,
  nav_rally_point: 5100,
} as const;

/** CAMERA_ZOOM_TYPE: percent of the camera's range. */
export const zoomRange = 2;

/** GIMBAL_MANAGER_FLAGS_YAW_LOCK and GIMBAL_DEVICE_FLAGS_YAW_LOCK: yaw counts from north. */
export const gimbalYawLock = 16;
/** GIMBAL_DEVICE_FLAGS_YAW_IN_VEHICLE_FRAME / _EARTH_FRAME, newer than YAW_LOCK alone. */
export const gimbalYawInVehicleFrame = 32;
export const gimbalYawInEarthFrame = 64;

export const missionType = { mission: 0, fence: 1, rally: 2 } as const;

export const missionResult = {
  accepted: 0,
  error: 1,
  unsupported_frame: 2,
  unsupported: 3,
  no_space: 4,
  invalid: 5,
  invalid_param1: 6,
  invalid_param2: 7,
  invalid_param3: 8,
  invalid_param4: 9,
  invalid_param5_x: 10,
  invalid_param6_y: 11,
  invalid_param7: 12,
  invalid_sequence: 13,
  denied: 14,
  operation_cancelled: 15,
} as const;

export const commandResult = {
  accepted: 0,
  temporarily_rejected: 1,
  denied: 2,
  unsupported: 3,
  failed: 4,
  in_progress: 5,
  cancelled: 6,
  command_long_only: 7,
  command_int_only: 8,
  unsupported_mav_frame: 9,
} as const;

/** The name of an enum's value, or its number as text. */
export const nameOf = (values: Readonly<Record<string, number>>, value: number): string =>
  Object.entries(values).find(([, each]) => each === value)?.[0] ?? String(value);
