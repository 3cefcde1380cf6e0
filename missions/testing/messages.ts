import { codecByName, readPayload } from '../mavlink/dictionary.ts';
import type { Message, MessageName, Outgoing } from '../mavlink/index.ts';

/** A whole message from a few of its fields, the others zero. Only for tests. */
export const message = (part: Outgoing): Message => {
  const codec = codecByName(part.name satisfies MessageName);
  return { ...readPayload(codec, new DataView(new ArrayBuffer(codec.length))), ...part } as Message;
};
