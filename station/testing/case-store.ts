import { type CaseActName, type CaseData, type CaseDetail, type Lead, type Person, unwrap } from '#common';
import { Cases } from '../cases/cases.ts';
import { addFlight, addPerson, openTestStore, suspicion } from './fixtures.ts';

/** A picture of one grey pixel. */
export const tinyPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

/** A database with two officers, two supervisors and a pilot, and ways to bring a case to any stage. */
export const openCaseStore = async () => {
  const store = await openTestStore();
  const { database, clock } = store;
  const people = {
    pilot: await addPerson(database, 'pilot', ['pilot'], null),
    li: await addPerson(database, 'li', ['inspector']),
    zhao: await addPerson(database, 'zhao', ['inspector']),
    sun: await addPerson(database, 'sun', ['inspector'], null),
    chief: await addPerson(database, 'chief', ['supervisor']),
    admin: await addPerson(database, 'admin', ['administrator']),
  };
  const flight = await addFlight(database, people.pilot.id);
  const cases = new Cases(store);
  let count = 0;

  /** A lead of the flight; a review by Li makes it evidence, and Zhao countersigns. */
  const addLead = async (upTo: 'open' | 'confirmed' | 'countersigned' = 'countersigned'): Promise<string> => {
    count += 1;
    const id = `lead-${count}`;
    const lead: Lead = {
      id,
      stream_id: 's',
      flight_id: flight.id,
      site_id: flight.site_id,
      post_id: null,
      model_id: 'm',
      suspicion,
      raised_utc_us: count,
      frame_utc_us: count,
      clock_error_us: 1,
      aircraft: { lat_deg: 29.951, lon_deg: 121.421, height_m: 11 },
      still: null,
      clip_state: 'failed',
      clip: null,
      clip_fault: null,
      state: upTo === 'open' ? 'open' : 'confirmed',
      review: null,
    };
    const { raised_utc_us, state, clip_state, stream_id, flight_id } = lead;
    await database
      .insertInto('leads')
      .values({ id, raised_utc_us, state, clip_state, stream_id, flight_id, body: JSON.stringify(lead) })
      .execute();
    if (upTo === 'open') return id;
    const words = JSON.stringify({ true: true, clear: true, complete: true, accurate: true });
    const review = { id: `review-${count}`, lead_id: id, reviewer_id: 'li', decision: 'confirmed' };
    await database
      .insertInto('reviews')
      .values({ ...review, decided_utc_us: 1, body: words })
      .execute();
    await database
      .insertInto('evidence')
      .values({ id: `evidence-${count}`, lead_id: id, review_id: review.id, created_utc_us: 1 })
      .execute();
    if (upTo === 'confirmed') return id;
    await database.transaction().execute(async (transaction) => {
      const ledger_seq = await store.ledger.append(transaction, {
        actor: 'zhao',
        action: 'lead.countersign',
        object: id,
      });
      await transaction
        .insertInto('countersigns')
        .values({ review_id: review.id, person_id: 'zhao', agreed: 1, reason: '', utc_us: 1, ledger_seq })
        .execute();
    });
    return id;
  };

  const open = async (upTo: 'confirmed' | 'countersigned' = 'countersigned'): Promise<string> => {
    const lead_ids = [await addLead(upTo)];
    return unwrap(await cases.open({ title: '未佩戴防尘口罩', lead_ids }, people.li)).case.id;
  };

  const act = async (case_id: string, name: CaseActName, data: CaseData, person: Person) => {
    const { case: now } = unwrap(await cases.get(case_id, person));
    return cases.act({ case_id, act: name as 'note', seq: now.seq, data }, person);
  };

  /** Does acts one after the other; `photo` uploads one. */
  const play = async (case_id: string, steps: readonly Step[]): Promise<CaseDetail> => {
    for (const name of steps) {
      await clock.advance(1000);
      if (name === 'photo') {
        unwrap(await cases.attach({ case_id, name: '现场', content: tinyPng.toString('base64') }, people.li));
        continue;
      }
      if (name === 'later') {
        await clock.advance(30 * 86_400_000);
        continue;
      }
      if (name === 'uncountersigned') {
        unwrap(await act(case_id, 'add_leads', { lead_ids: [await addLead('confirmed')] }, people.li));
        continue;
      }
      const { by, act: done, data } = steps_of[name];
      unwrap(await act(case_id, done, data, people[by]));
    }
    return unwrap(await cases.get(case_id, people.chief));
  };
  return { ...store, people, flight, cases, addLead, open, act, play };
};

export type CaseStore = Awaited<ReturnType<typeof openCaseStore>>;

/** An act with everything it must bring. */
export const fullData: Readonly<Record<CaseActName, CaseData>> = {
  open: { title: '未佩戴防尘口罩', lead_ids: ['lead-1'] },
  dispatch: { officer_ids: ['li', 'zhao'] },
  sign: {},
  call_back: { note: '已联系' },
  arrive: {},
  handle: {
    supplied: 'yes',
    worn: 'no',
    instructed: 'no',
    found: '破碎机旁一人未戴口罩',
    certificates_shown: true,
    officer_ids: ['li', 'zhao'],
    contact_name: '周经理',
  },
  feedback: { finding: 'violation', note: '属实' },
  order: { requirements: '督促佩戴', clauses: ['职业病防治法 第三十四条'], days: 7, served_to: '周经理' },
  recheck: { result: 'corrected', note: '均已佩戴', on_site_reason: '现场查看' },
  file: { reason: '逾期未改', clauses: ['职业病防治法 第七十条第四项'] },
  preserve: { items: '台账一本', served_to: '周经理' },
  release: { note: '退还' },
  inform: {
    facts: '未督促佩戴',
    proposed: '罚款',
    clauses: ['职业病防治法 第七十条'],
    rights_told: true,
    served_to: '周经理',
  },
  defend: { statement: '无异议', considered: '维持' },
  legal_review: { note: '同意', passed: true },
  decide: { decision: 'fine', facts: '未督促佩戴', clauses: ['职业病防治法 第七十条'], amount_yuan: 20_000 },
  serve: { served_to: '周经理', served_how: '直接送达' },
  close: { note: '完成' },
  visit: { note: '保持良好', contact_name: '周经理' },
  urge: { note: '请尽快' },
  escalate: { clock: 'sign' },
  pause: { reason: '停产' },
  resume: { note: '复工' },
  recuse: { person_id: 'li', reason: '亲属' },
  add_leads: { lead_ids: [] },
  attach: { file_sha256: '0'.repeat(64), file_name: '照片' },
  note: { note: '备注' },
  drop: { reason: '重复' },
};

type Planned = { act: CaseActName; data: CaseData; by: 'li' | 'zhao' | 'chief' };
const step = (act: CaseActName, by: Planned['by'] = 'li', data: CaseData = {}): Planned => ({
  act,
  by,
  data: { ...fullData[act], ...data },
});

const steps_of = {
  dispatch: step('dispatch', 'chief'),
  dispatch_three: step('dispatch', 'chief', { officer_ids: ['li', 'zhao', 'chief'] }),
  sign: step('sign'),
  call_back: step('call_back'),
  arrive: step('arrive'),
  handle: step('handle'),
  violation: step('feedback'),
  nothing: step('feedback', 'li', { finding: 'none' }),
  order: step('order'),
  corrected: step('recheck'),
  not_corrected: step('recheck', 'li', { result: 'not_corrected' }),
  file: step('file', 'chief'),
  preserve: step('preserve'),
  release: step('release'),
  inform: step('inform'),
  defend: step('defend'),
  legal_review: step('legal_review', 'chief'),
  not_passed: step('legal_review', 'chief', { passed: false }),
  decide: step('decide', 'chief'),
  serve: step('serve'),
  close: step('close', 'chief'),
  visit: step('visit'),
  pause: step('pause', 'chief'),
  resume: step('resume', 'chief'),
  recuse_li: step('recuse'),
  recuse_chief: step('recuse', 'chief', { person_id: 'chief' }),
  drop: step('drop', 'chief'),
} as const;
export type Step = keyof typeof steps_of | 'photo' | 'later' | 'uncountersigned';

const to_arrived: readonly Step[] = ['dispatch', 'sign', 'arrive'];
const to_reported: readonly Step[] = [...to_arrived, 'photo', 'handle', 'violation'];
const to_ordered: readonly Step[] = [...to_reported, 'order'];
const to_filed: readonly Step[] = [...to_ordered, 'not_corrected', 'file'];
const to_ready: readonly Step[] = [...to_filed, 'inform', 'legal_review', 'later'];
const to_decided: readonly Step[] = [...to_ready, 'decide'];
const three_to_arrived: readonly Step[] = ['dispatch_three', 'sign', 'arrive', 'photo'];

/** A way to every stage on every track, and to every condition of the table. */
export const waysTo: Readonly<Record<string, readonly Step[]>> = {
  opened: [],
  dispatched: ['dispatch'],
  signed: ['dispatch', 'sign'],
  arrived: to_arrived,
  'arrived with a photo': [...to_arrived, 'photo'],
  handled: [...to_arrived, 'photo', 'handle'],
  reported: to_reported,
  'reported without a violation': [...to_arrived, 'photo', 'handle', 'nothing'],
  'reported, something preserved': [...to_reported, 'preserve'],
  'reported, one officer withdrawn': [...to_reported, 'recuse_li'],
  ordered: to_ordered,
  'rechecked: corrected': [...to_ordered, 'corrected'],
  'rechecked: not corrected': [...to_ordered, 'not_corrected'],
  'paused while ordered': [...to_ordered, 'pause'],
  closed: [...to_ordered, 'corrected', 'close'],
  visited: [...to_ordered, 'corrected', 'close', 'visit'],
  dropped: ['drop'],
  'filed while reported': [...to_reported, 'file'],
  'filed while ordered': [...to_ordered, 'file'],
  filed: to_filed,
  'filed, informed': [...to_filed, 'inform'],
  'filed, informed, reviewed': [...to_filed, 'inform', 'legal_review'],
  'filed, review not passed': [...to_filed, 'inform', 'not_passed', 'later'],
  'filed, ready to decide': [...to_filed, 'inform', 'legal_review', 'later'],
  'filed, defended after the review': [...to_filed, 'inform', 'legal_review', 'defend', 'later'],
  'filed, ready, something preserved': [...to_filed, 'inform', 'legal_review', 'later', 'preserve'],
  decided: to_decided,
  served: [...to_decided, 'serve'],
  'filed and closed': [...to_decided, 'serve', 'close'],
  'filed and visited': [...to_decided, 'serve', 'close', 'visit'],
  'opened, paused': ['pause'],
  'dispatched, paused': ['dispatch', 'pause'],
  'signed, paused': ['dispatch', 'sign', 'pause'],
  'arrived with a photo, paused': [...to_arrived, 'photo', 'pause'],
  'handled, paused': [...to_arrived, 'photo', 'handle', 'pause'],
  'reported, paused': [...to_reported, 'pause'],
  'reported, something preserved, paused': [...to_reported, 'preserve', 'pause'],
  'rechecked: corrected, paused': [...to_ordered, 'corrected', 'pause'],
  'filed, informed, paused': [...to_filed, 'inform', 'pause'],
  'filed, ready to decide, paused': [...to_ready, 'pause'],
  'served, paused': [...to_decided, 'serve', 'pause'],
  'opened, the supervisor withdrawn': ['recuse_chief'],
  'reported, the supervisor withdrawn': [...to_reported, 'recuse_chief'],
  'rechecked: corrected, the supervisor withdrawn': [...to_ordered, 'corrected', 'recuse_chief'],
  'filed, informed, the supervisor withdrawn': [...to_filed, 'inform', 'recuse_chief'],
  'filed, ready to decide, the supervisor withdrawn': [...to_ready, 'recuse_chief'],
  'served, the supervisor withdrawn': [...to_decided, 'serve', 'recuse_chief'],
  'arrived, the supervisor on the case': three_to_arrived,
  'filed, informed, the supervisor on the case': [
    ...three_to_arrived,
    'handle',
    'violation',
    'order',
    'not_corrected',
    'file',
    'inform',
  ],
  'reported, a lead not countersigned': [...to_reported, 'uncountersigned'],
  'rechecked: corrected, something preserved': [...to_ordered, 'corrected', 'preserve'],
  'filed, ready to decide, one officer withdrawn': [...to_ready, 'recuse_li'],
};
