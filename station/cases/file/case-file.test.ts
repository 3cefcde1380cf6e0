import { describe, expect, it } from 'vitest';
import { caseFileSchema, unwrap } from '#common';
import { forParty } from '../../evidence/export/party.ts';
import { openCaseStore, waysTo } from '../../testing/case-store.ts';
import { caseFileOf, casesOfLeads } from './case-file.ts';

const filedAndVisited = async () => {
  const store = await openCaseStore();
  const case_id = await store.open();
  await store.play(case_id, waysTo['filed and visited'] ?? []);
  return { ...store, case_id };
};

describe('the file of a case', () => {
  it('holds a paper for every act that the law wants on paper, in their order', async () => {
    const { database, clock, case_id } = await filedAndVisited();
    const file = caseFileSchema.parse(unwrap(await caseFileOf(database, clock, case_id)));
    expect(file.documents.map(({ title }) => title)).toEqual([
      '现场检查笔录',
      '现场处置反馈表',
      '责令限期改正通知书',
      '复查意见书',
      '立案审批表',
      '行政处罚事先告知书',
      '法制审核意见书',
      '行政处罚决定书',
      '送达回证',
      '结案审批表',
      '回访记录',
    ]);
    expect(file.officers).toEqual([
      { name: 'li', number: 'NO-li' },
      { name: 'zhao', number: 'NO-zhao' },
    ]);
    expect(file.photos).toHaveLength(1);
    const [record, , order] = file.documents;
    expect(record?.fields).toContainEqual({ label: '是否佩戴', value: '未佩戴' });
    expect(record?.paragraphs.join('')).toContain('破碎机旁一人未戴口罩');
    // Seven natural days after the order, to the end of the last day in China.
    const due = order?.fields.find(({ label }) => label === '期限届满')?.value;
    expect(due).toMatch(/ 23:59$/);
    expect(order?.paragraphs.join('')).toContain(`请于${due?.slice(0, 10)}前改正完毕`);
    expect(JSON.stringify(file)).not.toMatch(/\{\w+\}|undefined/);
  });

  it('gives the other party nothing that is within the authority', async () => {
    const { database, clock, case_id } = await filedAndVisited();
    const told = forParty(unwrap(await caseFileOf(database, clock, case_id)));
    const titles = told.documents.map(({ title }) => title);
    expect(titles).toContain('行政处罚决定书');
    for (const title of ['立案审批表', '法制审核意见书', '结案审批表', '现场处置反馈表'])
      expect(titles).not.toContain(title);
    expect(told.timeline.map(({ what }) => what).join('\n')).not.toMatch(/法制审核|立案|办结/);
  });

  it('says of each lead whether its case has ended', async () => {
    const { database, clock, case_id, addLead, open } = await filedAndVisited();
    const file = unwrap(await caseFileOf(database, clock, case_id));
    const alone = await addLead();
    const live_id = await open();
    const live = unwrap(await caseFileOf(database, clock, live_id));
    const [ended_lead = '', live_lead = ''] = [...file.lead_ids, ...live.lead_ids];
    expect(await casesOfLeads(database, [ended_lead, alone, live_lead])).toEqual(
      new Map([
        [ended_lead, file.closed_utc_us],
        [live_lead, null],
      ]),
    );
    expect(file.closed_utc_us).not.toBeNull();
  });

  it('uses the words and clauses that the office wrote, until it goes back to the preset', async () => {
    const { database, clock, cases, case_id, people } = await filedAndVisited();
    const template = {
      title: '卫生监督意见书',
      mark: '监督',
      before: '依据{clauses}，限{days}日。',
      after: '',
      clauses: ['某条例 第九条'],
      signatures: ['签收人'],
    };
    await cases.saveTemplate({ kind: 'order', template }, people.admin.id);
    const written = unwrap(await caseFileOf(database, clock, case_id)).documents[2];
    expect(written).toMatchObject({ title: '卫生监督意见书', signatures: ['签收人'] });
    expect(written?.number).toContain('监督1号');
    expect(written?.paragraphs[0]).toBe('依据职业病防治法 第三十四条，限7日。');
    expect((await cases.templates()).own).toEqual(['order']);
    await cases.saveTemplate({ kind: 'order', template: null }, people.admin.id);
    expect(unwrap(await caseFileOf(database, clock, case_id)).documents[2]?.title).toBe('责令限期改正通知书');
  });
});
