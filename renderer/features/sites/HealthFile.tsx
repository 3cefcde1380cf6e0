import { type HealthFile as File, stageWords } from '#common';
import { useTexts } from '../../app/i18n/index.ts';
import { formatHash } from '../../app/router.ts';
import { useCall } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { localDateTime } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Lamp } from '../cases/Lamp.tsx';
import { LeadThumb } from '../leads/LeadThumb.tsx';
import { Records } from './Records.tsx';

/** 企业健康档案: what was found where, what was ordered, whether it was put right. */
export const HealthFile = ({ enterprise_id }: { enterprise_id: string }) => {
  const { t } = useTexts();
  const file = useCall('enterprises.health', { enterprise_id });
  if (file.error !== null) return <FaultAlert error={file.error} onRetry={() => void file.refetch()} />;
  if (file.data === undefined) return <Notice title={t('common.loading')} />;
  return (
    <div className="health">
      <Totals file={file.data} />
      <Hazards file={file.data} />
      <Trend file={file.data} />
      <Orders file={file.data} />
      <Inspections file={file.data} />
      <CasesOf file={file.data} />
      <Records enterprise_id={enterprise_id} records={file.data.records} />
    </div>
  );
};

const Totals = ({ file: { enterprise, sites, posts, cases, orders } }: { file: File }) => {
  const { t } = useTexts();
  const months = posts.flatMap((post) => post.months);
  const sum = (key: 'leads' | 'confirmed'): number => months.reduce((total, month) => total + month[key], 0);
  const facts = [
    ['sites', sites.length],
    ['exposed', enterprise.exposed ?? '—'],
    ['leads_year', sum('leads')],
    ['confirmed_year', sum('confirmed')],
    ['live_cases', cases.filter(({ ended_utc_us }) => ended_utc_us === null).length],
    ['orders', orders.length],
    ['corrected', orders.filter(({ result }) => result === 'corrected').length],
  ] as const;
  return (
    <dl className="health-totals">
      {facts.map(([key, value]) => (
        <div key={key}>
          <dt>{t(`sites.total_${key}`)}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
};

const Hazards = ({ file: { sites } }: { file: File }) => {
  const { t, pick } = useTexts();
  return (
    <section aria-label={t('sites.hazards')}>
      <h3>{t('sites.hazards')}</h3>
      {sites.length === 0 && <p className="dim">{t('sites.health_no_sites')}</p>}
      <ul className="health-sites">
        {sites.map(({ id, name, zones }) => (
          <li key={id}>
            <a href={formatHash(['sites', 'site', id])}>{pick(name)}</a>
            {zones.length === 0 && <span className="dim"> {t('sites.no_zones')}</span>}
            {zones.map((zone) => (
              <span key={zone.id} className="tag" data-hazard={zone.hazard}>
                {pick(zone.name)} · {t(`hazard.${zone.hazard}`)} ·{' '}
                {zone.requires.map((item) => t(`items.${item}`)).join('、')}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** Bars of each month: confirmed in full colour, what is not decided yet above it. */
const Trend = ({ file: { posts } }: { file: File }) => {
  const { t, pick } = useTexts();
  const most = Math.max(1, ...posts.flatMap(({ months }) => months.map(({ leads }) => leads)));
  const months = posts[0]?.months.map(({ month }) => month) ?? [];
  const quiet = posts.filter((post) => post.months.every(({ leads }) => leads === 0));
  if (posts.length === 0) return null;
  return (
    <section aria-label={t('sites.trend')}>
      <h3>{t('sites.trend')}</h3>
      <p className="dim">{t('sites.trend_hint', { from: months[0] ?? '', to: months.at(-1) ?? '' })}</p>
      <table className="health-trend">
        <tbody>
          {posts
            .filter((post) => !quiet.includes(post))
            .map(({ site_id, post_id, name, months: own }) => (
              <tr key={`${site_id} ${post_id ?? ''}`}>
                <th scope="row">{name === null ? t('sites.no_post') : pick(name)}</th>
                {own.map(({ month, leads, confirmed }) => (
                  <td key={month} title={t('sites.trend_cell', { month, leads, confirmed })}>
                    {leads > 0 && (
                      <span className="health-bar" style={{ height: `${(leads / most) * 100}%` }}>
                        <i style={{ height: `${(confirmed / leads) * 100}%` }} />
                      </span>
                    )}
                  </td>
                ))}
                <td className="num">
                  {own.reduce((sum, { confirmed }) => sum + confirmed, 0)} /{' '}
                  {own.reduce((sum, { leads }) => sum + leads, 0)}
                </td>
              </tr>
            ))}
        </tbody>
      </table>
      {quiet.length > 0 && (
        <p className="dim">
          {t('sites.quiet_posts', {
            posts: quiet.map(({ name }) => (name === null ? t('sites.no_post') : pick(name))).join('、'),
          })}
        </p>
      )}
    </section>
  );
};

const Orders = ({ file: { orders } }: { file: File }) => {
  const { t } = useTexts();
  return (
    <section aria-label={t('sites.orders')}>
      <h3>{t('sites.orders')}</h3>
      {orders.length === 0 && <p className="dim">{t('sites.no_orders')}</p>}
      {orders.map((order) => (
        <article key={`${order.case_id} ${order.ordered_utc_us}`} className="health-order">
          <header>
            <a className="num" href={formatHash(['cases', order.case_id])}>
              {order.number}
            </a>
            <span className="num dim">{localDateTime(order.ordered_utc_us)}</span>
            <span>{t('sites.order_days', { days: order.days })}</span>
            <span className={`health-result health-result-${order.result ?? 'waiting'}`}>
              {t(`sites.result_${order.result ?? 'waiting'}`)}
            </span>
          </header>
          <p>{order.requirements}</p>
          <div className="health-compare">
            <div>
              <small className="dim">{t('sites.before', { count: order.before.leads })}</small>
              <Thumbs lead_ids={order.before.lead_ids} />
            </div>
            <div>
              <small className="dim">
                {order.rechecked_utc_us === null
                  ? t('sites.not_rechecked')
                  : order.after === null
                    ? t('sites.after_on_site', { time: localDateTime(order.rechecked_utc_us) })
                    : t('sites.after', {
                        count: order.after.leads,
                        time: localDateTime(order.rechecked_utc_us),
                      })}
              </small>
              <Thumbs lead_ids={order.after?.lead_ids ?? []} />
            </div>
          </div>
        </article>
      ))}
    </section>
  );
};

const Thumbs = ({ lead_ids }: { lead_ids: readonly string[] }) => (
  <span className="health-thumbs">
    {lead_ids.map((lead_id) => (
      <Thumb key={lead_id} lead_id={lead_id} />
    ))}
  </span>
);

const Thumb = ({ lead_id }: { lead_id: string }) => {
  const lead = useCall('leads.get', { lead_id });
  if (lead.data === undefined) return null;
  const query = lead.data.state === 'open' ? {} : { state: lead.data.state };
  return (
    <a href={formatHash(['leads', lead_id], query)}>
      <LeadThumb lead={lead.data} width={72} height={72} />
    </a>
  );
};

const Inspections = ({ file: { inspections } }: { file: File }) => {
  const { t } = useTexts();
  const answer = (value: string): string =>
    value === 'yes' || value === 'no' || value === 'unclear' ? t(`cases.answers_${value}`) : '—';
  return (
    <section aria-label={t('sites.inspections')}>
      <h3>{t('sites.inspections')}</h3>
      {inspections.length === 0 ? (
        <p className="dim">{t('sites.no_inspections')}</p>
      ) : (
        <table className="health-table">
          <thead>
            <tr>
              <th>{t('search.time')}</th>
              <th>{t('sites.case')}</th>
              <th>{t('sites.supplied')}</th>
              <th>{t('sites.worn')}</th>
              <th>{t('sites.instructed')}</th>
              <th>{t('sites.found')}</th>
              <th>{t('sites.officers')}</th>
            </tr>
          </thead>
          <tbody>
            {inspections.map((each) => (
              <tr key={`${each.case_id} ${each.utc_us}`}>
                <td className="num">{localDateTime(each.utc_us)}</td>
                <td>
                  <a className="num" href={formatHash(['cases', each.case_id])}>
                    {each.number}
                  </a>
                </td>
                <td>{answer(each.supplied)}</td>
                <td>{answer(each.worn)}</td>
                <td>{answer(each.instructed)}</td>
                <td>{each.found}</td>
                <td>{each.officers.join('、')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};

const CasesOf = ({ file: { cases } }: { file: File }) => {
  const { t, pick } = useTexts();
  return (
    <section aria-label={t('menu.cases')}>
      <h3>{t('menu.cases')}</h3>
      {cases.length === 0 ? (
        <p className="dim">{t('cases.empty')}</p>
      ) : (
        <table className="health-table">
          <tbody>
            {cases.map((each) => (
              <tr key={each.id}>
                <td>
                  <a className="num" href={formatHash(['cases', each.id])}>
                    {each.number}
                  </a>
                </td>
                <td>{each.title}</td>
                <td>{pick(stageWords[each.stage])}</td>
                <td className="num">{localDateTime(each.opened_utc_us)}</td>
                <td>{each.ended_utc_us === null && <Lamp of={each} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};
