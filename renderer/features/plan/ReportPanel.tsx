import type { Plan, PlanReport, PlanViolation, Site } from '#common';
import { Spin } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useRecordFault } from '../../ui/faults.ts';
import { figure, minutesSeconds, percent } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import type { Checked } from './use-report.ts';

type Props = {
  plan: Plan;
  site: Site;
  checked: Checked;
  onPlace: (place: PlanViolation['place']) => void;
};

/** What the plan comes to: figures, posts, and what is wrong with its next step. */
export const ReportPanel = ({ plan, site, checked, onPlace }: Props) => {
  const { t } = useTexts();
  const { report, error, current } = checked;
  if (plan.blocks.length === 0) return <Notice title={t('plan.empty')} hint={t('plan.empty_hint')} />;
  if (error !== undefined) return <FaultAlert error={error} />;
  if (report === undefined) return <Spin className="plan-wait" />;
  return (
    <div className="plan-report" data-current={current} data-violations={report.violations.length}>
      <Figures report={report} />
      <h2 className="panel-title">
        {t('plan.checks')} <Tally report={report} />
      </h2>
      <Violations violations={report.violations} onPlace={onPlace} />
      {site.posts.length > 0 && (
        <>
          <h2 className="panel-title">{t('plan.posts')}</h2>
          <Posts report={report} site={site} />
        </>
      )}
    </div>
  );
};

const Figures = ({ report: { figures, mission } }: { report: PlanReport }) => {
  const { t } = useTexts();
  const facts: [string, string][] = [
    [t('plan.items'), String(mission.items.length)],
    [t('plan.length'), `${figure(figures.length_m)} m`],
    [t('plan.duration'), minutesSeconds(figures.duration_s)],
    [t('plan.energy'), `${figure(figures.energy_wh)} Wh · ${percent(figures.battery_share)}`],
    [
      t('plan.true_height'),
      figures.true_height_max_m === null ? t('common.unknown') : `${figure(figures.true_height_max_m)} m`,
    ],
    [t('plan.terrain'), figures.terrain ?? t('plan.terrain_none')],
  ];
  return (
    <dl className="plan-figures">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
};

const Tally = ({ report }: { report: PlanReport }) => {
  const { t } = useTexts();
  const passed = report.checks.filter(({ outcome }) => outcome === 'passed').length;
  return (
    <span className="num" data-ok={report.violations.length === 0}>
      {t('plan.tally', { passed, all: report.checks.length })}
    </span>
  );
};

export const Violations = ({
  violations,
  onPlace,
}: {
  violations: readonly PlanViolation[];
  onPlace?: (place: PlanViolation['place']) => void;
}) => {
  const { t } = useTexts();
  const text = useRecordFault();
  if (violations.length === 0) return <p className="plan-clear">✓ {t('plan.all_passed')}</p>;
  // What refuses comes before what may be signed.
  const order = violations.toSorted((a, b) => Number(a.weight === 'sign') - Number(b.weight === 'sign'));
  return (
    <ul className="plan-violations">
      {order.map((violation, index) => {
        const { message, next } = text(violation);
        const { position } = violation.place;
        return (
          <li key={`${violation.code}-${index}`} data-weight={violation.weight} data-code={violation.code}>
            <b aria-hidden="true">{violation.weight === 'refuse' ? '×' : '!'}</b>
            <div>
              <span>{message}</span>
              <small>{next}</small>
            </div>
            {violation.weight === 'sign' && <em>{t('plan.can_sign')}</em>}
            {position !== undefined && onPlace !== undefined && (
              <button type="button" onClick={() => onPlace({ ...violation.place })}>
                {t('plan.show')}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
};

const Posts = ({ report, site }: { report: PlanReport; site: Site }) => {
  const { t, pick } = useTexts();
  const unseen = site.posts.filter(({ id }) => report.posts.every(({ post_id }) => post_id !== id));
  return (
    <table className="plan-posts">
      <thead>
        <tr>
          <th>{t('plan.post')}</th>
          <th>px/m</th>
          <th>{t('plan.looks')}</th>
          <th>{t('plan.seconds')}</th>
        </tr>
      </thead>
      <tbody>
        {report.posts.map(({ post_id, px_per_m, looks, seconds, resolved }) => {
          const post = site.posts.find(({ id }) => id === post_id);
          return (
            <tr key={post_id} data-post={post_id} data-resolved={resolved}>
              <td>{post === undefined ? post_id : pick(post.name)}</td>
              <td className="num">{px_per_m}</td>
              <td className="num">{looks}</td>
              <td className="num">{figure(seconds, 1)}</td>
            </tr>
          );
        })}
        {unseen.map((post) => (
          <tr key={post.id} data-post={post.id} data-unseen>
            <td>{pick(post.name)}</td>
            <td colSpan={3}>{t('plan.post_unseen')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
