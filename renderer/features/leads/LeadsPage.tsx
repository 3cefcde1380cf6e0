import { type Lead, LandunError, type Person } from '#common';
import { DownOutlined, UpOutlined } from '@ant-design/icons';
import { Button, Segmented, Spin } from 'antd';
import { useEffect, useRef } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { formatHash } from '../../app/router.ts';
import { goTo } from '../../app/use-route.ts';
import { useCall } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useFaultText } from '../../ui/faults.ts';
import { localTime, percent, shortDateTime } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { SuspicionMark } from '../../ui/VerdictMark.tsx';
import { ExportButton } from '../custody/ExportButton.tsx';
import { ClipView } from './ClipView.tsx';
import { FeedbackButton } from './Feedback.tsx';
import { LeadFacts } from './LeadFacts.tsx';
import { LeadThumb } from './LeadThumb.tsx';
import { afterReview, neighbour } from './review-keys.ts';
import { narrowing, QueueFilters } from './QueueFilters.tsx';
import { LeadDoubts } from './LeadDoubts.tsx';
import { ReportsButton } from './Reports.tsx';
import { ReviewForm } from './ReviewForm.tsx';
import { SecondOfficer } from './SecondOfficer.tsx';
import { StillView } from './StillView.tsx';
import './leads.css';

const states = ['open', 'confirmed', 'rejected', 'unusable'] as const;
type Filter = (typeof states)[number];

const asFilter = (text: string | undefined): Filter => states.find((state) => state === text) ?? 'open';

const reviews = ({ roles }: Person): boolean => roles.includes('inspector') || roles.includes('supervisor');

type Props = { me: Person; lead_id: string | undefined; query: Readonly<Record<string, string>> };

/** The inspector's desk: a queue, the evidence, and a decision. */
export const LeadsPage = ({ me, lead_id, query: wanted }: Props) => {
  const { t } = useTexts();
  const filter = asFilter(wanted['state']);
  const narrowed = narrowing(wanted);
  const list = useCall('leads.list', { state: filter, limit: 500, ...narrowed });
  const queue = list.data ?? [];
  const shown_id = lead_id ?? queue[0]?.id;
  const query = { ...(filter === 'open' ? {} : { state: filter }), ...narrowed };
  const open = (id: string | undefined): void => goTo(id === undefined ? ['leads'] : ['leads', id], query);
  const move = (by: 1 | -1): void => {
    const to = neighbour(queue, shown_id, by);
    if (to !== undefined) open(to.id);
  };
  return (
    <div className="leads">
      <h1 className="sr-only">{t('leads.title')}</h1>
      <aside className="queue panel" aria-label={t('leads.queue')}>
        <Segmented
          block
          size="small"
          value={filter}
          onChange={(value) =>
            goTo(['leads'], { ...narrowed, ...(value === 'open' ? {} : { state: value }) })
          }
          options={states.map((state) => ({ value: state, label: t(`leads.state_${state}`) }))}
        />
        <QueueFilters
          narrowed={narrowed}
          onNarrow={(next) => goTo(['leads'], { ...(filter === 'open' ? {} : { state: filter }), ...next })}
        />
        {me.roles.some((role) => role !== 'pilot') && (
          <div className="queue-more">
            <FeedbackButton me={me} />
            <ReportsButton />
          </div>
        )}
        {list.error !== null && <FaultAlert error={list.error} onRetry={() => void list.refetch()} />}
        {list.isPending && <Spin />}
        {list.data !== undefined && queue.length === 0 && (
          <Notice
            title={t(filter === 'open' ? 'leads.empty_open' : 'leads.empty')}
            hint={t('fly.leads_empty_hint')}
          />
        )}
        <ol>
          {queue.map((lead) => (
            <QueueRow
              key={lead.id}
              lead={lead}
              current={lead.id === shown_id}
              href={formatHash(['leads', lead.id], query)}
            />
          ))}
        </ol>
      </aside>
      {shown_id === undefined ? (
        <div className="leads-empty">
          <Notice title={t(filter === 'open' ? 'leads.empty_open' : 'leads.pick')} />
        </div>
      ) : (
        <Desk
          key={shown_id}
          lead_id={shown_id}
          me={me}
          known={queue.find(({ id }) => id === shown_id)}
          others={queue}
          onMove={move}
          onDone={({ id }) => open(filter === 'open' ? afterReview(queue, id)?.id : id)}
        />
      )}
    </div>
  );
};

const QueueRow = ({ lead, current, href }: { lead: Lead; current: boolean; href: string }) => {
  const { t } = useTexts();
  const row = useRef<HTMLAnchorElement>(null);
  const { item, probability, head_px } = lead.suspicion;
  const px = t('leads.px', { px: Math.round(head_px) });
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <li>
      <a ref={row} href={href} aria-current={current ? 'true' : undefined} data-lead-id={lead.id}>
        <LeadThumb lead={lead} width={64} height={64} />
        <span className="rail-text">
          <SuspicionMark suspicion={lead.suspicion} />
          <small className="num dim">{shortDateTime(lead.frame_utc_us)}</small>
          <small className="num dim">
            {lead.report
              ? t('leads.reported')
              : [percent(probability), ...(item === 'facility' ? [] : [px])].join(' · ')}
          </small>
        </span>
      </a>
    </li>
  );
};

type DeskProps = {
  lead_id: string;
  me: Person;
  known: Lead | undefined;
  /** The queue it stands in. */
  others: readonly Lead[];
  onMove: (by: 1 | -1) => void;
  onDone: (lead: Lead) => void;
};

const Desk = ({ lead_id, me, known, others, onMove, onDone }: DeskProps) => {
  const { t } = useTexts();
  const fetched = useCall('leads.get', { lead_id });
  const sites = useCall('sites.list', {});
  const streams = useCall('streams.list', {});
  const flights = useCall('flights.list', { limit: 500 });
  const faultText = useFaultText();
  const lead = fetched.data ?? known;
  const flown_by = flights.data?.find(({ id }) => id === lead?.flight_id)?.pilot_id;
  const refusal = reviews(me)
    ? flown_by === me.id
      ? faultText(new LandunError('REVIEWER_IS_PILOT')).message
      : me.officer_no === null || me.officer_no === undefined
        ? faultText(new LandunError('OFFICER_NUMBER_REQUIRED')).message
        : undefined
    : t('leads.inspectors_only');
  if (lead === undefined) {
    if (fetched.error === null) return <Notice title={t('common.loading')} />;
    const gone = fetched.error instanceof LandunError && fetched.error.code === 'NOT_FOUND';
    return gone ? (
      <div className="leads-empty">
        <Notice title={t('leads.not_found')} />
      </div>
    ) : (
      <FaultAlert error={fetched.error} onRetry={() => void fetched.refetch()} />
    );
  }
  return (
    <>
      <div className="desk">
        <section className="desk-still panel" aria-label={t('leads.still')}>
          <StillView lead={lead} />
        </section>
        <section className="desk-clip panel" aria-label={t('leads.clip')}>
          <ClipView lead={lead} />
        </section>
      </div>
      <aside className="judge panel" data-lead-id={lead.id}>
        <div className="judge-head">
          <SuspicionMark suspicion={lead.suspicion} />
          <span className="num dim">{localTime(lead.frame_utc_us)}</span>
          <span className="judge-move">
            <Button
              size="small"
              icon={<UpOutlined />}
              aria-label={t('leads.previous')}
              title={t('leads.previous')}
              onClick={() => onMove(-1)}
            />
            <Button
              size="small"
              icon={<DownOutlined />}
              aria-label={t('leads.next')}
              title={t('leads.next')}
              onClick={() => onMove(1)}
            />
          </span>
        </div>
        <LeadFacts
          lead={lead}
          site={sites.data?.find(({ id }) => id === lead.site_id)}
          stream={streams.data?.find(({ id }) => id === lead.stream_id)}
        />
        <ReviewForm lead={lead} refusal={refusal} onMove={onMove} onDone={onDone} />
        {lead.state === 'confirmed' && reviews(me) && <ExportButton lead_id={lead.id} />}
        <SecondOfficer lead={lead} me={me} />
        {reviews(me) && <LeadDoubts lead={lead} others={others} />}
      </aside>
    </>
  );
};
