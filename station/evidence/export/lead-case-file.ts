import { type CaseFile, ok, type Result } from '#common';
import type { Database } from '../../storage/database.ts';
import { findRecord } from '../../storage/records.ts';

/** The file of one lead by itself, for evidence that is not part of a case (yet). */
export const leadCaseFile = async (database: Database, lead_id: string): Promise<Result<CaseFile>> => {
  const lead = await findRecord(database, 'leads', lead_id);
  if (!lead.ok) return lead;
  const { site_id, raised_utc_us, review, state } = lead.value;
  const site = site_id === null ? undefined : await findRecord(database, 'sites', site_id);
  const found = site?.ok === true ? site.value : undefined;
  return ok({
    case_id: lead_id,
    case_number: lead_id,
    title: found === undefined ? '线索材料' : `${found.name.zh} 线索材料`,
    enterprise: found?.enterprise.zh ?? '',
    site: found?.name.zh ?? '',
    position: found?.origin ?? null,
    opened_utc_us: raised_utc_us,
    closed_utc_us: null,
    state: { open: '待审核', confirmed: '已确认', rejected: '已排除', unusable: '不可用' }[state],
    officers: review === null ? [] : [{ name: review.reviewer_name, number: null }],
    lead_ids: [lead_id],
    documents: [],
    timeline: [
      { utc_us: raised_utc_us, who: '蓝盾站', what: '生成线索', internal: false },
      ...(review === null
        ? []
        : [{ utc_us: review.decided_utc_us, who: review.reviewer_name, what: '审核', internal: false }]),
    ],
    photos: [],
    flight_ids: [],
  });
};
