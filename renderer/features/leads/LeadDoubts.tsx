import type { Lead } from '#common';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';
import { LeadThumb } from './LeadThumb.tsx';

/** An open lead that needs somebody else's eyes, or one's own recusal; and other passes of the same person. */
export const LeadDoubts = ({ lead, others }: { lead: Lead; others: readonly Lead[] }) => {
  const { t } = useTexts();
  const { done, failed } = useNotices();
  const look = useWrite('reviews.second_look');
  const recuse = useWrite('reviews.recuse');
  const merge = useWrite('leads.merge');
  const split = useWrite('leads.split');
  const [note, setNote] = useState('');
  const passes = useCall('leads.passes', { lead_id: lead.id }, { enabled: (lead.passes ?? 0) > 0 });
  const same = others.filter(
    ({ id, flight_id }) => id !== lead.id && flight_id === lead.flight_id && flight_id !== null,
  );
  return (
    <section className="second">
      {lead.second_look !== null && lead.second_look !== undefined && (
        <p className="case-unsigned">
          {t('cases.second_look_by', { name: lead.second_look.person_name, note: lead.second_look.note })}
        </p>
      )}
      {lead.state === 'open' && (
        <>
          <Input
            value={note}
            maxLength={500}
            placeholder={t('cases.second_look_note')}
            aria-label={t('cases.second_look_note')}
            onChange={({ target }) => setNote(target.value)}
          />
          <div className="second-row">
            <Button
              size="small"
              disabled={note.trim() === ''}
              onClick={() =>
                look.mutate(
                  { lead_id: lead.id, note },
                  { onSuccess: () => done(t('cases.second_look_saved')), onError: failed },
                )
              }
            >
              {t('cases.second_look')}
            </Button>
            <Button
              size="small"
              disabled={note.trim() === ''}
              title={t('cases.recuse_reason')}
              onClick={() =>
                recuse.mutate(
                  { lead_id: lead.id, reason: note },
                  { onSuccess: () => done(t('cases.recused_saved')), onError: failed },
                )
              }
            >
              {t('cases.recuse')}
            </Button>
          </div>
        </>
      )}
      {(passes.data ?? []).length > 0 && (
        <>
          <h2 className="panel-title">{t('cases.passes', { count: passes.data?.length ?? 0 })}</h2>
          <div className="case-leads">
            {passes.data?.map((pass) => (
              <span key={pass.id} className="case-lead">
                <LeadThumb lead={pass} width={72} height={72} />
                <Button
                  size="small"
                  onClick={() =>
                    split.mutate(
                      { lead_id: pass.id },
                      { onSuccess: () => void passes.refetch(), onError: failed },
                    )
                  }
                >
                  {t('cases.split')}
                </Button>
              </span>
            ))}
          </div>
        </>
      )}
      {lead.state === 'open' && same.length > 0 && (
        <details>
          <summary title={t('cases.merge_hint')}>
            {t('cases.merge_with')}（{same.length}）
          </summary>
          <div className="case-leads">
            {same.slice(0, 12).map((other) => (
              <span key={other.id} className="case-lead">
                <LeadThumb lead={other} width={72} height={72} />
                <Button
                  size="small"
                  onClick={() =>
                    merge.mutate(
                      { into_lead_id: lead.id, lead_ids: [other.id] },
                      { onSuccess: () => void passes.refetch(), onError: failed },
                    )
                  }
                >
                  {t('cases.merge')}
                </Button>
              </span>
            ))}
          </div>
        </details>
      )}
    </section>
  );
};
