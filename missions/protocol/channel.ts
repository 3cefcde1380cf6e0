import type { MavlinkPort, Message } from '../mavlink/index.ts';
import type { Channel } from './protocol.ts';

type Station = { readonly system_id: number; readonly component_id: number };
export type Target = { readonly target_system: number; readonly target_component: number };

/**
 * True if a message is ours to act on. What names a target must name us: a second ground station's
 * transfer must never move ours. COMMAND_ACK may leave its target zero (older autopilots).
 */
export const isForUs = (message: Message, us: Station): boolean => {
  if (!('target_system' in message)) return true;
  const { target_system, target_component } = message;
  if (target_system === 0)
    return message.name === 'COMMAND_ACK' || message.name === 'GIMBAL_DEVICE_ATTITUDE_STATUS';
  return target_system === us.system_id && (target_component === 0 || target_component === us.component_id);
};

/** The conversation with one autopilot over a port. */
export const channelTo = (port: MavlinkPort, target: Target, us: Station): Channel => ({
  send: (message) => port.send(message, target.target_system),
  onMessage: (listener) =>
    port.onMessage(({ system_id, component_id, message }) => {
      if (system_id !== target.target_system || component_id !== target.target_component) return;
      if (isForUs(message, us)) listener(message);
    }),
});
