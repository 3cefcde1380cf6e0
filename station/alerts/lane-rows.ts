import { type ChannelKind, type Fault, messageKinds, type Message, messageSchema } from '#common';
import type { Database } from '../storage/database.ts';

/** What waited longer than this has missed its moment: three of them go as one. */
const late_us = 60_000_000;
const fewest_in_digest = 3;
/** Looked at in one go; also the most that one digest can hold. */
const batch = 60;

/** Due messages, texts before pictures, oldest first; pictures that are too late are dropped. */
export const dueMessages = async (
  transaction: Database,
  channel_id: string,
  kind: ChannelKind,
  now_us: number,
): Promise<Message[]> => {
  await transaction
    .updateTable('messages')
    .set({ state: 'dropped' })
    .where('channel_id', '=', channel_id)
    .where('state', '=', 'queued')
    // A picture, a test, a shout and what is passed on are of their moment; words are told late rather than never.
    .where((where) =>
      where.or([
        where('kind', 'in', kind === 'loudspeaker' ? messageKinds : ['picture', 'test']),
        where('alert_id', 'is', null),
      ]),
    )
    .where('kind', '<>', 'digest')
    .where('expires_utc_us', '<', now_us)
    .execute();
  const rows = await transaction
    .selectFrom('messages')
    .selectAll()
    .where('channel_id', '=', channel_id)
    .where('state', '=', 'queued')
    .where('not_before_utc_us', '<=', now_us)
    .orderBy((sort) => sort.case().when('kind', '=', 'picture').then(1).else(0).end())
    .orderBy('queued_utc_us')
    .orderBy('seq')
    .limit(batch)
    .execute();
  return rows.map((row) => messageSchema.parse(row));
};

/** When the next one is due; undefined where none waits. */
export const nextDue_us = async (transaction: Database, channel_id: string): Promise<number | undefined> => {
  const next = await transaction
    .selectFrom('messages')
    .select('not_before_utc_us')
    .where('channel_id', '=', channel_id)
    .where('state', '=', 'queued')
    .orderBy('not_before_utc_us')
    .limit(1)
    .executeTakeFirst();
  return next?.not_before_utc_us;
};

/** The head alone, or with the late ones of the same recipient that follow it. Screens show every alert anyway. */
export const takenTogether = (
  due: readonly Message[],
  kind: ChannelKind,
  now_us: number,
): readonly Message[] => {
  const [head] = due;
  if (head === undefined) return [];
  const alone = [head];
  if (kind === 'in_app' || kind === 'loudspeaker' || !isWords(head)) return alone;
  const late = due.filter(
    (row) => isWords(row) && row.recipient_id === head.recipient_id && now_us - row.queued_utc_us > late_us,
  );
  const expired = head.expires_utc_us < now_us;
  return late[0] === head && (late.length >= fewest_in_digest || expired) ? late : alone;
};

export const shortly = ({ code, details }: Fault): string => {
  const why = details['reply'] ?? details['problem'];
  return typeof why === 'string' ? `${code} ${why}` : code;
};

/** What a person asked to be passed on stands alone: it is not an alert that a digest could name. */
const isWords = ({ kind, alert_id }: Message): boolean =>
  alert_id !== null && (kind === 'text' || kind === 'update' || kind === 'escalation');

export const mark = (
  transaction: Database,
  ids: readonly string[],
  values: Partial<{
    state: Message['state'];
    attempts: number;
    covers: number;
    accepted_utc_us: number;
    receipt: string;
    last_error: string | null;
    digest_id: string;
  }>,
) => transaction.updateTable('messages').set(values).where('id', 'in', ids).execute();

export const membersOf = async (transaction: Database, digest_id: string): Promise<Message[]> => {
  const rows = await transaction
    .selectFrom('messages')
    .selectAll()
    .where('digest_id', '=', digest_id)
    .orderBy('seq')
    .execute();
  return rows.map((row) => messageSchema.parse(row));
};
