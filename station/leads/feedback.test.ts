import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelledImageSchema, type Lead, unwrap } from '#common';
import { addPerson, openTestStore, suspicion } from '../testing/fixtures.ts';
import { Feedback } from './feedback.ts';
import { figuresOf, type Judged, suggest, wilson } from './feedback-figures.ts';

const judged = (probability: number, decision: Judged['decision'], site_id: string | null = 'a'): Judged => ({
  site_id,
  item: 'mask',
  state: 'not_worn',
  probability,
  decision,
});

describe('precision', () => {
  it('is given over all sites and for each, with Wilson’s interval, unusable ones outside', () => {
    const all = [judged(0.9, 'confirmed'), judged(0.9, 'rejected', 'b'), judged(0.8, 'unusable', 'b')];
    expect(figuresOf(all, 0.95)).toMatchObject([
      { site_id: null, confirmed: 1, rejected: 1, unusable: 1, hazard: 'dust', precision: { value: 0.5 } },
      { site_id: 'a', confirmed: 1, rejected: 0, precision: { value: 1, high: 1 } },
      { site_id: 'b', confirmed: 0, rejected: 1, unusable: 1, precision: { value: 0, low: 0 } },
    ]);
  });

  it('agrees with the published interval of 81 of 263 (Newcombe 1998: .2553 to .3662)', () => {
    expect(wilson(81, 263)?.low).toBeCloseTo(0.2553, 4);
    expect(wilson(81, 263)?.high).toBeCloseTo(0.3662, 4);
    expect(wilson(0, 0)).toBeNull();
  });
});

describe('a suggested threshold', () => {
  it('is the lowest that keeps the wanted share, and says what it would have lost', () => {
    const good = Array.from({ length: 30 }, (_, at) => judged(0.9 + at / 1000, 'confirmed'));
    const doubtful = Array.from({ length: 10 }, () => judged(0.8, 'rejected'));
    const unseen = [judged(0.78, 'confirmed')];
    expect(suggest([...good, ...doubtful, ...unseen], 0.95)).toEqual({
      threshold: 0.9,
      reviewed: 30,
      confirmed: 30,
      lost: 1,
    });
    expect(suggest(good.slice(0, 19), 0.95)).toBeNull();
    expect(suggest(doubtful.concat(doubtful), 0.5)).toBeNull();
  });

  it('never promises a share that its own leads do not have', () => {
    const any = fc.record({
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
      decision: fc.constantFrom('confirmed', 'rejected', 'unusable' as const),
    });
    fc.assert(
      fc.property(
        fc.array(any, { maxLength: 80 }),
        fc.double({ min: 0.5, max: 0.99, noNaN: true }),
        (list, wanted) => {
          const all = list.map(({ probability, decision }) =>
            judged(probability, decision as Judged['decision']),
          );
          const found = suggest(all, wanted);
          if (found === null) return;
          const kept = all.filter(
            ({ probability, decision }) => probability >= found.threshold && decision !== 'unusable',
          );
          expect(kept).toHaveLength(found.reviewed);
          expect(found.confirmed / found.reviewed).toBeGreaterThanOrEqual(wanted);
        },
      ),
    );
  });
});

it('exports what decisions say for sure as labels, in the ledger', async () => {
  const store = await openTestStore();
  const admin = await addPerson(store.database, 'admin', ['administrator']);
  const lead = (id: string, decision: 'confirmed' | 'rejected', reason: string): Lead => ({
    id,
    stream_id: 's',
    flight_id: null,
    site_id: null,
    post_id: null,
    model_id: 'm',
    suspicion,
    raised_utc_us: 1,
    frame_utc_us: 1,
    clock_error_us: 1,
    aircraft: null,
    still: { sha256: '0'.repeat(64), bytes: 1, ledger_seq: 1 },
    clip_state: 'failed',
    clip: null,
    clip_fault: null,
    state: decision,
    review: {
      id: `r-${id}`,
      lead_id: id,
      reviewer_id: 'li',
      reviewer_name: 'li',
      decision,
      reason,
      true: true,
      clear: true,
      complete: true,
      accurate: true,
      decided_utc_us: 2,
    },
  });
  const all = [
    lead('a', 'confirmed', ''),
    lead('b', 'rejected', '已佩戴'),
    lead('c', 'rejected', '目标不是人'),
    {
      ...lead('d', 'confirmed', ''),
      report: {
        via: 'link' as const,
        reporter: 'x',
        text: 'y',
        photo_sha256: '0'.repeat(64),
        report_id: null,
      },
    },
  ];
  for (const one of all)
    await store.database
      .insertInto('leads')
      .values({
        id: one.id,
        raised_utc_us: 1,
        state: one.state,
        clip_state: 'failed',
        stream_id: 's',
        flight_id: null,
        body: JSON.stringify(one),
      })
      .execute();
  const { images } = unwrap(await new Feedback(store).labels(admin));
  expect(
    images.map((image) => labelledImageSchema.parse(image)).toSorted((x, y) => x.file.localeCompare(y.file)),
  ).toMatchObject([
    {
      file: 'leads/a/still.jpg',
      width: 1920,
      objects: [{ class: 'head', box: suspicion.head_box, mask: 'not_worn' }],
    },
    { file: 'leads/b/still.jpg', objects: [{ mask: 'worn' }] },
  ]);
  const acts = await store.database.selectFrom('ledger').select(['action', 'actor']).execute();
  expect(acts).toContainEqual({ action: 'labels.export', actor: 'admin' });
});
