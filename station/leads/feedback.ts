import { sql } from 'kysely';
import {
  isItem,
  type FeedbackRow,
  type feedbackCalls,
  type LabelledImage,
  type Lead,
  ok,
  type Person,
  type Result,
} from '#common';
import { type Router, signedIn } from '../call-table.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { Database } from '../storage/database.ts';
import { parseBody } from '../storage/records.ts';
import { figuresOf, type Judged } from './feedback-figures.ts';

/** The newest reviews: older ones judged other models. */
const most_reviews = 50_000;
const most_images = 20_000;
/** How a reviewer says that the thing is there after all: the preset reason in either language. */
const worn_after_all = /已佩戴|\b(is |was )?(worn|wearing)\b/i;
const not_after_all = /未佩戴|没有佩戴|\bnot (worn|wearing)\b/i;

type Ports = { readonly database: Database; readonly ledger: Ledger };

/** What people decided, told back: how right the detector was, and what it can be trained on. */
export class Feedback {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async figures(wanted: number): Promise<FeedbackRow[]> {
    const { rows } = await sql<Judged>`
      select l.site_id, l.item, json_extract(l.body, '$.suspicion.state') as state, l.probability, l.state as decision
      from reviews r join leads l on l.id = r.lead_id
      where l.state <> 'open' and l.item in ('mask', 'hearing', 'helmet') and json_extract(l.body, '$.report') is null
      order by r.decided_utc_us desc limit ${most_reviews}`.execute(this.#ports.database);
    return figuresOf(rows, wanted);
  }

  /** A file of labels over the sealed stills; faces are in them, so taking it is an act in the ledger. */
  async labels(person: Person): Promise<Result<{ images: LabelledImage[] }>> {
    const { database, ledger } = this.#ports;
    const rows = await database
      .selectFrom('leads')
      .select('body')
      .where('state', 'in', ['confirmed', 'rejected'])
      .orderBy('raised_utc_us', 'desc')
      .limit(most_images)
      .execute();
    const images = rows.flatMap((row) => labelOf(parseBody('leads', row)) ?? []);
    await database.transaction().execute((transaction) =>
      ledger.append(transaction, {
        actor: person.id,
        action: 'labels.export',
        object: 'labels',
        details: { images: images.length },
      }),
    );
    return ok({ images });
  }
}

/** One judged head. Undefined where the decision does not say what is true of it, or no model found the head. */
export const labelOf = (lead: Lead): LabelledImage | undefined => {
  const { review, suspicion, still, report } = lead;
  if (review === null || still === null || report) return undefined;
  const worn =
    review.decision === 'rejected' &&
    worn_after_all.test(review.reason) &&
    !not_after_all.test(review.reason);
  const not_worn = review.decision === 'confirmed' && suspicion.state === 'not_worn';
  if ((!worn && !not_worn) || !isItem(suspicion.item)) return undefined;
  return {
    file: `leads/${lead.id}/still.jpg`,
    width: suspicion.width_px,
    height: suspicion.height_px,
    source: 'landun-review',
    licence: 'internal',
    complete: [],
    objects: [{ class: 'head', box: suspicion.head_box, [suspicion.item]: worn ? 'worn' : 'not_worn' }],
  };
};

export const feedbackRoutes = (feedback: Feedback): Pick<Router, keyof typeof feedbackCalls> => ({
  'reviews.feedback': async ({ wanted }) => ok(await feedback.figures(wanted)),
  'reviews.labels': (_input, context) => feedback.labels(signedIn(context)),
});
