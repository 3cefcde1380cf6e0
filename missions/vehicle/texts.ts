import type { VehicleState } from '#common';
import type { MessageOf } from '../mavlink/index.ts';

type Texts = VehicleState['texts'];
/** A long text comes in chunks of 50 characters under one id; the last chunk is shorter. */
export type PartialText = { readonly id: number; readonly next_chunk: number; readonly text: string };

const MOST_TEXTS = 20;
const CHUNK = 50;
const MOST_CHUNKS = 20;

/** Adds a STATUSTEXT, joining chunks; a lost chunk leaves what there is, marked with an ellipsis. */
export const addText = (
  texts: Texts,
  partial: PartialText | null,
  message: MessageOf<'STATUSTEXT'>,
  utc_us: number,
): { texts: Texts; partial: PartialText | null } => {
  const add = (text: string): Texts =>
    text === '' ? texts : [...texts, { severity: message.severity, text, utc_us }].slice(-MOST_TEXTS);
  if (message.id === 0) return { texts: add(message.text), partial };
  const continues = partial?.id === message.id;
  if (continues && message.chunk_seq < partial.next_chunk) return { texts, partial };
  const gap = message.chunk_seq !== (continues ? partial.next_chunk : 0);
  const text = (continues ? partial.text : '') + (gap ? '…' : '') + message.text;
  const more = message.text.length === CHUNK && message.chunk_seq < MOST_CHUNKS;
  if (more) return { texts, partial: { id: message.id, next_chunk: message.chunk_seq + 1, text } };
  return { texts: add(text), partial: null };
};
