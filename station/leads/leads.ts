import {
  type CallInput,
  type Clock,
  Emitter,
  fail,
  type Ids,
  type Lead,
  ok,
  type Person,
  type Result,
  type Review,
} from '#common';
import type { Ledger } from '../evidence/ledger.ts';
import type { Alerts } from '../alerts/alerts.ts';
import type { Database } from '../storage/database.ts';
import { findRecord, parseBody } from '../storage/records.ts';
import type { LeadFiles } from './files.ts';
import { listLeads } from './lead-list.ts';
import { passOf } from './passes.ts';
import { flownBy, isRecused, saveLead } from './lead-rows.ts';

/** Everything known at the moment a suspicion was confirmed, with the still that decided. */
export type Sighting = Pick<
  Lead,
  | 'stream_id'
  | 'flight_id'
  | 'site_id'
  | 'post_id'
  | 'place'
  | 'model_id'
  | 'suspicion'
  | 'frame_utc_us'
  | 'clock_error_us'
  | 'aircraft'
  | 'report'
> & {
  readonly still_jpeg: Uint8Array;
  /** False of single pictures: there is no film around them. */
  readonly has_film?: false;
};

type Ports = {
  database: Database;
  ledger: Ledger;
  clock: Clock;
  ids: Ids;
  alerts: Pick<Alerts, 'queue' | 'wake'>;
  files: LeadFiles;
};

/** 线索 and their 审核: raised by the detector, sealed at once, judged by a person. */
export class Leads {
  readonly changed = new Emitter<Lead>();
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /**
   * Writes lead, sealed still and alert in one transaction: none exists without the others. A further pass of a
   * person already seen on the flight goes behind the first lead, from where a person can split it off.
   */
  async raise(sighting: Sighting): Promise<Lead> {
    const { database, ledger, clock, ids, alerts, files } = this.#ports;
    const { still_jpeg, has_film = !sighting.report, ...facts } = sighting;
    const id = ids.next('lead');
    const { report = null } = facts;
    const still = await files.writeStill(id, still_jpeg, facts);
    const { lead, first } = await database.transaction().execute(async (transaction) => {
      const raised: Lead = {
        id,
        ...facts,
        raised_utc_us: clock.utc_us(),
        still: null,
        clip_state: has_film ? 'waiting' : 'failed',
        clip: null,
        clip_fault: has_film ? null : 'NO_FILM',
        state: 'open',
        review: null,
      };
      await transaction
        .insertInto('leads')
        .values({
          id,
          raised_utc_us: raised.raised_utc_us,
          state: raised.state,
          clip_state: raised.clip_state,
          stream_id: raised.stream_id,
          flight_id: raised.flight_id,
          body: JSON.stringify(raised),
        })
        .execute();
      await ledger.append(transaction, {
        actor: 'station',
        action: 'lead.raise',
        object: id,
        details: {
          model_id: facts.model_id,
          suspicion: facts.suspicion,
          frame_utc_us: facts.frame_utc_us,
          ...(report === null ? {} : { report }),
        },
      });
      if (report !== null && report.report_id !== null)
        await transaction
          .updateTable('reports')
          .set({ lead_id: id })
          .where('id', '=', report.report_id)
          .execute();
      const sealed: Lead = { ...raised, still: await files.sealStill(transaction, still) };
      const first = await this.#firstPass(transaction, sealed);
      if (first === undefined) {
        await saveLead(transaction, sealed);
        await alerts.queue(transaction, sealed);
        return { lead: sealed, first };
      }
      // Whoever was warned of this person is not warned again.
      const behind: Lead = { ...sealed, merged_into: first.id, passes: 0 };
      await saveLead(transaction, behind);
      const head: Lead = { ...first, passes: (first.passes ?? 0) + 1 };
      await saveLead(transaction, head);
      await ledger.append(transaction, {
        actor: 'station',
        action: 'lead.merge',
        object: head.id,
        details: { lead_ids: [id], by: 'place and time' },
      });
      return { lead: behind, first: head };
    });
    this.changed.emit(lead);
    if (first !== undefined) this.changed.emit(first);
    alerts.wake();
    return lead;
  }

  async #firstPass(transaction: Database, lead: Lead): Promise<Lead | undefined> {
    if (lead.flight_id === null || !lead.place) return undefined;
    const rows = await transaction
      .selectFrom('leads')
      .select('body')
      .where('merged_into', 'is', null)
      .where('flight_id', '=', lead.flight_id)
      .where('state', '=', 'open')
      .execute();
    const earlier = rows.map((row) => parseBody('leads', row));
    const found = passOf(lead, earlier);
    return earlier.find(({ id }) => id === found?.id);
  }

  /** Leads whose clip was not sealed yet, oldest first: after a restart they are completed. */
  async waiting(): Promise<Lead[]> {
    const rows = await this.#ports.database
      .selectFrom('leads')
      .select('body')
      .where('clip_state', '=', 'waiting')
      .orderBy('raised_utc_us')
      .execute();
    return rows.map((row) => parseBody('leads', row));
  }

  /** Seals the clip, or says for ever why there is none. */
  async finishClip(lead_id: string, cut: Awaited<ReturnType<LeadFiles['cutClip']>>): Promise<void> {
    const { database, ledger, files } = this.#ports;
    const finished = await database.transaction().execute(async (transaction) => {
      const lead = await findRecord(transaction, 'leads', lead_id);
      if (!lead.ok) return undefined;
      const changed: Lead = cut.ok
        ? {
            ...lead.value,
            clip_state: 'sealed',
            clip: await files.sealClip(transaction, cut.value),
          }
        : { ...lead.value, clip_state: 'failed', clip_fault: cut.error.code };
      if (!cut.ok) {
        await ledger.append(transaction, {
          actor: 'station',
          action: 'clip.unavailable',
          object: lead_id,
          details: { code: cut.error.code, ...cut.error.details },
        });
      }
      await saveLead(transaction, changed);
      return changed;
    });
    if (finished !== undefined) this.changed.emit(finished);
  }

  list(input: CallInput<'leads.list'>): Promise<Lead[]> {
    return listLeads(this.#ports.database, input);
  }

  get(lead_id: string): Promise<Result<Lead>> {
    return findRecord(this.#ports.database, 'leads', lead_id);
  }

  /** 审核: once per lead, never by the pilot who flew it; a confirmation makes it evidence. */
  async review(input: CallInput<'reviews.create'>, reviewer: Person): Promise<Result<Lead>> {
    const { database, ledger, clock, ids } = this.#ports;
    const reviewed = await database.transaction().execute(async (transaction): Promise<Result<Lead>> => {
      const lead = await findRecord(transaction, 'leads', input.lead_id);
      if (!lead.ok) return lead;
      if (lead.value.state !== 'open')
        return fail('STATE_CONFLICT', { kind: 'lead', state: lead.value.state });
      if (lead.value.merged_into !== null && lead.value.merged_into !== undefined)
        return fail('STATE_CONFLICT', { kind: 'lead', state: 'merged' });
      if ((await flownBy(transaction, lead.value)) === reviewer.id) return fail('REVIEWER_IS_PILOT');
      const { officer_no } = reviewer;
      if (officer_no === null || officer_no === undefined) return fail('OFFICER_NUMBER_REQUIRED');
      if (await isRecused(transaction, lead.value.id, reviewer.id)) return fail('RECUSED');
      const review: Review = {
        ...input,
        id: ids.next('review'),
        reviewer_id: reviewer.id,
        reviewer_name: reviewer.name,
        officer_no,
        decided_utc_us: clock.utc_us(),
      };
      await transaction
        .insertInto('reviews')
        .values({
          id: review.id,
          lead_id: review.lead_id,
          reviewer_id: review.reviewer_id,
          decision: review.decision,
          decided_utc_us: review.decided_utc_us,
          body: JSON.stringify(review),
        })
        .execute();
      if (review.decision === 'confirmed') {
        await transaction
          .insertInto('evidence')
          .values({
            id: ids.next('evidence'),
            lead_id: review.lead_id,
            review_id: review.id,
            created_utc_us: review.decided_utc_us,
          })
          .execute();
      }
      await ledger.append(transaction, {
        actor: reviewer.id,
        action: 'lead.review',
        object: review.lead_id,
        details: { ...review },
      });
      const changed: Lead = { ...lead.value, state: review.decision, review };
      await saveLead(transaction, changed);
      return ok(changed);
    });
    if (reviewed.ok) this.changed.emit(reviewed.value);
    return reviewed;
  }
}
