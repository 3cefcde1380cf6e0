import type { VehicleState } from '#common';
import type { Outgoing } from '../mavlink/index.ts';

const qbasic_1_1 = 1;
/** A rising alarm of about two seconds, in the notes that both autopilots play. */
const alarm = 'MFT200L8O3CECECEL4G';

/**
 * The aircraft's buzzer. PX4 plays PLAY_TUNE_V2; ArduPilot reads the older PLAY_TUNE. Neither answers: that it was
 * sent is all that can be known. A tune, never speech: MAVLink has no message that makes an aircraft talk.
 */
export const alarmTune = ({ autopilot, system_id }: VehicleState, target_component: number): Outgoing =>
  autopilot === 'ardupilot'
    ? { name: 'PLAY_TUNE', target_system: system_id, target_component, tune: alarm, tune2: '' }
    : {
        name: 'PLAY_TUNE_V2',
        target_system: system_id,
        target_component,
        format: qbasic_1_1,
        tune: alarm,
      };
