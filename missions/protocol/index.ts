export { channelTo, isForUs, type Target } from './channel.ts';
export { type Channel, type Protocol, type ProtocolEvent, runProtocol, type Step } from './protocol.ts';
