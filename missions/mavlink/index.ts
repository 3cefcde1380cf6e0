export { messageId } from './dictionary.ts';
export * from './enums.ts';
export { decodeFrame, encodeFrame } from './frame.ts';
export {
  type Message,
  type MessageName,
  messageNames,
  type MessageOf,
  type Outgoing,
  type Received,
} from './messages.ts';
export { createMavlinkPort, type ForwardSettings, type MavlinkPort, type WayQuality } from './port.ts';
export { routerConf } from './router-conf.ts';
export { createTlog, type TlogTotals } from './tlog-writer.ts';
export { readTlog } from './tlog.ts';
export { parseAnyUri } from './uri.ts';
