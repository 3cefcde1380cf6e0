import {
  type CallInput,
  type Clock,
  type Countersign,
  type Emitter,
  fail,
  type Lead,
  ok,
  type Person,
  type Result,
} from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { findRecord, parseBody } from '../storage/records.ts';
import { flownBy, isRecused, saveLead } from './lead-rows.ts';

type Ports = { database: Database; ledger: Ledger; clock: Clock; changed: Emitter<Lead> };

/** What comes after the first look at a lead: a second officer, a recusal, a second look, merge and split. */
export class SecondLook {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** 复核签字: by a numbered officer who neither reviewed nor flew, once per review. */
  countersign(input: CallInput<'reviews.countersign'>, person: Person): Promise<Result<Lead>> {
    return this.#change(input.lead_id, async (transaction, lead) => {
      const { review } = lead;
      if (review?.decision !== 'confirmed')
        return fail('STATE_CONFLICT', { kind: 'lead', state: lead.state });
      if (lead.countersign !== null && lead.countersign !== undefined)
        return fail('STATE_CONFLICT', { kind: 'review', state: 'countersigned' });
      const { officer_no } = person;
      if (officer_no === null || officer_no === undefined) return fail('OFFICER_NUMBER_REQUIRED');
      if (review.reviewer_id === person.id || (await flownBy(transaction, lead)) === person.id)
        return fail('SECOND_OFFICER_REQUIRED');
      if (await isRecused(transaction, lead.id, person.id)) return fail('RECUSED');
      const countersign: Countersign = {
        person_id: person.id,
        person_name: person.name,
        officer_no,
        agreed: input.agreed,
        reason: input.reason ?? '',
        utc_us: this.#ports.clock.utc_us(),
      };
      const ledger_seq = await this.#ports.ledger.append(transaction, {
        actor: person.id,
        action: 'lead.countersign',
        object: lead.id,
        details: { ...countersign, review_id: review.id },
      });
      await transaction
        .insertInto('countersigns')
        .values({
          review_id: review.id,
          person_id: person.id,
          agreed: input.agreed ? 1 : 0,
          reason: countersign.reason,
          utc_us: countersign.utc_us,
          ledger_seq,
        })
        .execute();
      return ok({ ...lead, countersign });
    });
  }

  /** 回避: whoever has withdrawn neither reviews nor countersigns this lead. */
  recuse(input: CallInput<'reviews.recuse'>, person: Person): Promise<Result<Lead>> {
    return this.#change(input.lead_id, async (transaction, lead) => {
      if (await isRecused(transaction, lead.id, person.id)) return fail('RECUSED');
      const utc_us = this.#ports.clock.utc_us();
      const ledger_seq = await this.#ports.ledger.append(transaction, {
        actor: person.id,
        action: 'lead.recuse',
        object: lead.id,
        details: { reason: input.reason },
      });
      await transaction
        .insertInto('lead_recusals')
        .values({ lead_id: lead.id, person_id: person.id, reason: input.reason, utc_us, ledger_seq })
        .execute();
      return ok(lead);
    });
  }

  secondLook(input: CallInput<'reviews.second_look'>, person: Person): Promise<Result<Lead>> {
    return this.#change(input.lead_id, async (transaction, lead) => {
      if (lead.state !== 'open') return fail('STATE_CONFLICT', { kind: 'lead', state: lead.state });
      const second_look = {
        person_name: person.name,
        note: input.note,
        utc_us: this.#ports.clock.utc_us(),
      };
      await this.#ports.ledger.append(transaction, {
        actor: person.id,
        action: 'lead.second_look',
        object: lead.id,
        details: { note: input.note },
      });
      return ok({ ...lead, second_look });
    });
  }

  /** Passes go behind one lead; all are of one flight and none is reviewed, and what was behind them comes along. */
  async merge(input: CallInput<'leads.merge'>, person: Person): Promise<Result<Lead>> {
    const moved: Lead[] = [];
    const merged = await this.#change(input.into_lead_id, async (transaction, into) => {
      if (isBehind(into)) return fail('STATE_CONFLICT', { kind: 'lead', state: 'merged' });
      const passes: Lead[] = [];
      for (const lead_id of new Set(input.lead_ids)) {
        const pass = await findRecord(transaction, 'leads', lead_id);
        if (!pass.ok) return pass;
        if (pass.value.state !== 'open' || isBehind(pass.value) || lead_id === into.id)
          return fail('STATE_CONFLICT', { kind: 'lead', state: pass.value.state });
        if (pass.value.flight_id !== into.flight_id)
          return fail('INPUT_INVALID', { field: 'lead_ids', problem: 'leads of one flight are needed' });
        passes.push(pass.value, ...(await behind(transaction, lead_id)));
      }
      for (const pass of passes) {
        const changed: Lead = { ...pass, merged_into: into.id, passes: 0 };
        await saveLead(transaction, changed);
        moved.push(changed);
      }
      await this.#ports.ledger.append(transaction, {
        actor: person.id,
        action: 'lead.merge',
        object: into.id,
        details: { lead_ids: passes.map(({ id }) => id) },
      });
      return ok({ ...into, passes: (into.passes ?? 0) + passes.length });
    });
    if (merged.ok) for (const pass of moved) this.#ports.changed.emit(pass);
    return merged;
  }

  async split(input: CallInput<'leads.split'>, person: Person): Promise<Result<Lead>> {
    let head: Lead | undefined;
    const split = await this.#change(input.lead_id, async (transaction, lead) => {
      if (!isBehind(lead)) return fail('STATE_CONFLICT', { kind: 'lead', state: lead.state });
      const into = await findRecord(transaction, 'leads', lead.merged_into ?? '');
      if (!into.ok) return into;
      head = { ...into.value, passes: Math.max(0, (into.value.passes ?? 0) - 1) };
      await saveLead(transaction, head);
      await this.#ports.ledger.append(transaction, {
        actor: person.id,
        action: 'lead.split',
        object: lead.id,
        details: { from: into.value.id },
      });
      return ok({ ...lead, merged_into: null });
    });
    if (split.ok && head !== undefined) this.#ports.changed.emit(head);
    return split;
  }

  passes(lead_id: string): Promise<Lead[]> {
    return behind(this.#ports.database, lead_id);
  }

  async #change(
    lead_id: string,
    change: (transaction: Database, lead: Lead) => Promise<Result<Lead>>,
  ): Promise<Result<Lead>> {
    const { database, changed } = this.#ports;
    const done = await database.transaction().execute(async (transaction) => {
      const lead = await findRecord(transaction, 'leads', lead_id);
      if (!lead.ok) return lead;
      const result = await change(transaction, lead.value);
      if (result.ok) await saveLead(transaction, result.value);
      return result;
    });
    if (done.ok) changed.emit(done.value);
    return done;
  }
}

const isBehind = (lead: Lead): boolean => lead.merged_into !== null && lead.merged_into !== undefined;

const behind = async (database: Database, lead_id: string): Promise<Lead[]> => {
  const rows = await database
    .selectFrom('leads')
    .select('body')
    .where('merged_into', '=', lead_id)
    .orderBy('raised_utc_us')
    .execute();
  return rows.map((row) => parseBody('leads', row));
};
