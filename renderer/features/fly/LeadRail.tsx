import type { Lead } from '#common';
import { useTexts } from '../../app/i18n/index.ts';
import { formatHash } from '../../app/router.ts';
import { localTime, percent } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { SuspicionMark } from '../../ui/VerdictMark.tsx';
import { LeadThumb } from '../leads/LeadThumb.tsx';
import { SecondLookButton } from './SecondLookButton.tsx';

/** Leads as they come, newest first. */
export const LeadRail = ({
  leads,
  title,
  look = false,
}: {
  leads: readonly Lead[];
  title: string;
  /** A pilot may fly a second look now. */
  look?: boolean;
}) => {
  const { t } = useTexts();
  return (
    <section className="rail panel" aria-label={title}>
      <h2 className="panel-title">
        {title} <span className="num">{leads.length}</span>
      </h2>
      {leads.length === 0 ? (
        <Notice title={t('fly.leads_empty')} hint={t('fly.leads_empty_hint')} />
      ) : (
        <ol>
          {leads.map((lead) => (
            <li key={lead.id}>
              <a href={formatHash(['leads', lead.id])} data-lead-id={lead.id}>
                <LeadThumb lead={lead} width={76} height={76} />
                <span className="rail-text">
                  <SuspicionMark suspicion={lead.suspicion} />
                  <small className="num dim">
                    {localTime(lead.frame_utc_us)} ·{' '}
                    {lead.report
                      ? t('leads.reported')
                      : [
                          percent(lead.suspicion.probability),
                          ...(lead.suspicion.item === 'facility'
                            ? []
                            : [t('leads.px', { px: Math.round(lead.suspicion.head_px) })]),
                        ].join(' · ')}
                  </small>
                  <small className="dim">{t(`leads.state_${lead.state}`)}</small>
                </span>
              </a>
              {look && lead.state === 'open' && <SecondLookButton lead_id={lead.id} />}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
};
