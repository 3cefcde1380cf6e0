export { channelTo, type Target } from './channel.ts';
export { type Channel, type Protocol, runProtocol, type Step } from './protocol.ts';
