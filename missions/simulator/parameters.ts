import type { Parameter } from '#common';
import type { Message, Outgoing } from '../mavlink/index.ts';
import { FTP_DATA_BYTES } from '../ftp/frame.ts';
import { writePck } from '../parameters/pck.ts';
import { fits, fromField, type ParameterEncoding, toField, typeNumber } from '../parameters/values.ts';
import type { Rules } from './mission-store.ts';

/** A few of what each firmware has, with its own names, types and usual values; in the order of their names. */
const ardupilot: readonly Parameter[] = [
  { name: 'ANGLE_MAX', type: 'int16', value: 3000 },
  { name: 'ARMING_CHECK', type: 'int32', value: 1 },
  { name: 'BATT_ARM_VOLT', type: 'float', value: 0 },
  { name: 'BATT_CAPACITY', type: 'int32', value: 22_000 },
  { name: 'BATT_CRT_VOLT', type: 'float', value: 20.4 },
  { name: 'BATT_FS_CRT_ACT', type: 'int8', value: 1 },
  { name: 'BATT_FS_LOW_ACT', type: 'int8', value: 2 },
  { name: 'BATT_LOW_VOLT', type: 'float', value: 21.3 },
  { name: 'FENCE_ACTION', type: 'int8', value: 1 },
  { name: 'FENCE_ALT_MAX', type: 'float', value: 120 },
  { name: 'FENCE_ENABLE', type: 'int8', value: 1 },
  { name: 'FENCE_MARGIN', type: 'float', value: 2 },
  { name: 'FENCE_RADIUS', type: 'float', value: 300 },
  { name: 'FENCE_TYPE', type: 'int8', value: 7 },
  { name: 'FS_EKF_ACTION', type: 'int8', value: 1 },
  { name: 'FS_GCS_ENABLE', type: 'int8', value: 1 },
  { name: 'LAND_SPEED', type: 'int16', value: 50 },
  { name: 'LOG_BITMASK', type: 'int32', value: 176_126 },
  { name: 'MNT1_PITCH_MIN', type: 'float', value: -90 },
  { name: 'MNT1_TYPE', type: 'int8', value: 6 },
  { name: 'PILOT_SPEED_UP', type: 'int16', value: 250 },
  { name: 'RALLY_LIMIT_KM', type: 'float', value: 0.3 },
  { name: 'RTL_ALT', type: 'int32', value: 1500 },
  { name: 'RTL_CLIMB_MIN', type: 'int16', value: 0 },
  { name: 'SYSID_THISMAV', type: 'int16', value: 1 },
  { name: 'WPNAV_ACCEL', type: 'float', value: 250 },
  { name: 'WPNAV_RADIUS', type: 'float', value: 200 },
  { name: 'WPNAV_SPEED', type: 'float', value: 1000 },
];
const px4: readonly Parameter[] = [
  { name: 'BAT1_CAPACITY', type: 'float', value: 22_000 },
  { name: 'BAT_CRIT_THR', type: 'float', value: 0.07 },
  { name: 'BAT_LOW_THR', type: 'float', value: 0.15 },
  { name: 'COM_DISARM_LAND', type: 'float', value: 2 },
  { name: 'COM_LOW_BAT_ACT', type: 'int32', value: 3 },
  { name: 'GF_ACTION', type: 'int32', value: 2 },
  { name: 'GF_MAX_HOR_DIST', type: 'float', value: 0 },
  { name: 'MAV_SYS_ID', type: 'int32', value: 1 },
  { name: 'MPC_XY_CRUISE', type: 'float', value: 5 },
  { name: 'NAV_DLL_ACT', type: 'int32', value: 2 },
  { name: 'RTL_RETURN_ALT', type: 'float', value: 60 },
];

export type ParameterStore = {
  readonly rules: Rules;
  readonly values: readonly Parameter[];
};

export const parameterStore = (rules: Rules, system_id: number): ParameterStore => ({
  rules,
  values: (rules === 'px4' ? px4 : ardupilot).map((each) =>
    each.name === 'SYSID_THISMAV' || each.name === 'MAV_SYS_ID' ? { ...each, value: system_id } : each,
  ),
});

/** All of them as one file; only under ArduPilot's rules: PX4 has no such file. */
export const packedParameters = ({ rules, values }: ParameterStore): Uint8Array | null =>
  rules === 'px4' ? null : writePck(values, FTP_DATA_BYTES);

export type ParameterStep = { readonly store: ParameterStore; readonly replies: readonly Outgoing[] };

/** What an autopilot does with a parameter message; null for any other. */
export const serveParameters = (store: ParameterStore, message: Message): ParameterStep | null => {
  const encoding: ParameterEncoding = store.rules === 'px4' ? 'bytes' : 'cast';
  const say = (index: number, values = store.values): Outgoing[] => {
    const parameter = values[index];
    if (parameter === undefined) return [];
    return [
      {
        name: 'PARAM_VALUE',
        param_id: parameter.name,
        param_value: toField(parameter, encoding),
        param_type: typeNumber(parameter.type),
        param_count: values.length,
        param_index: index,
      },
    ];
  };
  const indexOf = (name: string): number => store.values.findIndex((each) => each.name === name);
  switch (message.name) {
    case 'PARAM_REQUEST_LIST':
      return { store, replies: store.values.flatMap((_, index) => say(index)) };
    case 'PARAM_REQUEST_READ':
      return {
        store,
        replies: say(message.param_index >= 0 ? message.param_index : indexOf(message.param_id)),
      };
    case 'PARAM_SET': {
      const index = indexOf(message.param_id);
      const before = store.values[index];
      if (before === undefined) return { store, replies: [] };
      const asked = fromField(message.param_value, before.type, encoding);
      const value = before.type === 'float' ? asked : Math.trunc(asked);
      // What its type cannot hold is not taken; the answer says what is kept.
      if (!fits(before.type, value)) return { store, replies: say(index) };
      const values = store.values.with(index, { ...before, value });
      return { store: { ...store, values }, replies: say(index, values) };
    }
    default:
      return null;
  }
};
