import type { VehicleState } from '#common';
import { missionResult, missionType, type Received } from '../mavlink/index.ts';

/** Whether the mission aboard is still the one that this station verified. */
export class MissionWatch {
  readonly #our_system_id: number;
  #verified: { readonly mission_id: number | null } | null = null;

  constructor(our_system_id: number) {
    this.#our_system_id = our_system_id;
  }

  /** What this station has verified aboard; a mission of another name later is somebody else's. */
  verified(mission_id: number | null): void {
    this.#verified = { mission_id };
  }

  /** True when `message` shows that another station changed the mission. */
  changedBy(message: Received['message'], state: VehicleState): boolean {
    if (this.#verified === null) return false;
    // An upload or a clearing of another station ends with the vehicle's ACK to it.
    if (message.name === 'MISSION_ACK')
      return (
        message.type === missionResult.accepted &&
        message.mission_type === missionType.mission &&
        message.target_system !== this.#our_system_id
      );
    if (message.name !== 'MISSION_CURRENT') return false;
    const { mission_id } = this.#verified;
    return mission_id !== null && state.mission_id !== null && state.mission_id !== mission_id;
  }
}
