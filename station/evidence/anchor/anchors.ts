import { randomBytes } from 'node:crypto';
import {
  type Cancel,
  type Clock,
  fail,
  fromHex,
  type Ids,
  ledgerText,
  type Logger,
  ok,
  type Result,
  toHex,
  utf8,
} from '#common';
import type { Database } from '../../storage/database.ts';
import { type Ledger, readLedger } from '../ledger.ts';
import { readStamp, stampRequest } from './rfc3161.ts';

/** Sends a time-stamp request to an authority and gives its answer. */
export type AskTsa = (url: string, request: Uint8Array) => Promise<Result<Uint8Array>>;

type Ports = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly tsa_url: () => string;
  readonly ask?: AskTsa;
};

const day_us = 86_400_000_000;
const beijing_us = 8 * 3_600_000_000;
const check_ms = 60_000;
const first_pause_us = 60_000_000;
const longest_pause_us = 3_600_000_000;

/**
 * Each day's last ledger row gets a time-stamp (RFC 3161) from outside, so that not even the station itself
 * can rewrite what lies before. Without a network heads wait, and how long they waited is on record.
 */
export class Anchors {
  readonly #ports: Ports;
  #cancel: Cancel = () => undefined;
  #working: Promise<void> = Promise.resolve();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  start(): void {
    this.#cancel = this.#ports.clock.every(check_ms, () => this.#work());
    this.#work();
  }

  async stop(): Promise<void> {
    this.#cancel();
    await this.#working;
  }

  #work(): void {
    this.#working = this.#working
      .then(() => this.tick())
      .catch((error: unknown) => {
        this.#ports.logger.error({ error }, 'the ledger’s heads could not be time-stamped');
      });
  }

  /** Queues the head of the last whole day (Beijing), then sends what is due. */
  async tick(): Promise<void> {
    await this.#queueHead();
    const url = this.#ports.tsa_url();
    if (url === '') return;
    const due = await this.#ports.database
      .selectFrom('anchors')
      .select(['id', 'day', 'head_seq', 'attempts', 'queued_utc_us'])
      .where('stamped_utc_us', 'is', null)
      .where('next_try_utc_us', '<=', this.#ports.clock.utc_us())
      .orderBy('day')
      .execute();
    for (const anchor of due) {
      const stamped = await this.#stamp(url, anchor);
      // The authority is out of reach: the others would meet the same.
      if (!stamped) return;
    }
  }

  async #queueHead(): Promise<void> {
    const { database, clock, ids } = this.#ports;
    const now_us = clock.utc_us();
    const midnight_us = Math.floor((now_us + beijing_us) / day_us) * day_us - beijing_us;
    const head = await database
      .selectFrom('ledger')
      .select(['seq', 'hash', 'utc_us'])
      .where('utc_us', '<', midnight_us)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (head === undefined) return;
    const day = new Date((head.utc_us + beijing_us) / 1000).toISOString().slice(0, 10);
    await database
      .insertInto('anchors')
      .values({
        id: ids.next('anchor'),
        day,
        head_seq: head.seq,
        head_hash: head.hash,
        queued_utc_us: now_us,
        next_try_utc_us: now_us,
        attempts: 0,
        stamped_utc_us: null,
        token_hex: null,
        tsa: null,
        last_error: null,
      })
      .onConflict((conflict) => conflict.column('day').doNothing())
      .execute();
  }

  async #stamp(
    url: string,
    anchor: { id: string; day: string; head_seq: number; attempts: number; queued_utc_us: number },
  ): Promise<boolean> {
    const { database, ledger, clock, ask = askByHttp } = this.#ports;
    const [row] = await readLedger(database, anchor.head_seq, anchor.head_seq);
    if (row === undefined) return true;
    const { hash, ...rest } = row;
    const digest = fromHex(hash) ?? new Uint8Array();
    // Positive and without a leading zero byte, so that it comes back as it was sent.
    const nonce = randomBytes(8);
    nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
    const answer = await ask(url, stampRequest(digest, nonce));
    const stamp = answer.ok ? await readStamp(answer.value, utf8(ledgerText(rest)), digest, nonce) : answer;
    const now_us = clock.utc_us();
    if (!stamp.ok) {
      const pause_us = Math.min(longest_pause_us, first_pause_us * 2 ** Math.min(anchor.attempts, 10));
      await database
        .updateTable('anchors')
        .set({
          attempts: anchor.attempts + 1,
          next_try_utc_us: now_us + pause_us,
          last_error: `${stamp.error.code} ${JSON.stringify(stamp.error.details)}`.slice(0, 500),
        })
        .where('id', '=', anchor.id)
        .execute();
      return false;
    }
    const { token, gen_utc_us, signer } = stamp.value;
    await database.transaction().execute(async (transaction) => {
      await transaction
        .updateTable('anchors')
        .set({ stamped_utc_us: gen_utc_us, token_hex: toHex(token), tsa: signer, last_error: null })
        .where('id', '=', anchor.id)
        .execute();
      await ledger.append(transaction, {
        actor: 'station',
        action: 'anchor.stamp',
        object: anchor.day,
        details: {
          head_seq: anchor.head_seq,
          head_hash: hash,
          gen_utc_us,
          signer,
          delay_us: gen_utc_us - row.utc_us,
        },
      });
    });
    return true;
  }
}

const most_answer_bytes = 100_000;

const askByHttp: AskTsa = async (url, request) => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: new Uint8Array(request),
      redirect: 'error',
      signal: AbortSignal.timeout(15_000),
    });
    if (!response.ok) return fail('TSA_UNREACHABLE', { problem: `HTTP ${response.status}` });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return bytes.length > most_answer_bytes
      ? fail('TSA_REFUSED', { problem: 'its answer is too long' })
      : ok(bytes);
  } catch (cause) {
    return fail('TSA_UNREACHABLE', { problem: String(cause) });
  }
};
