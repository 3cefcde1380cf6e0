import { type CaseStage, type CaseSummary, type Person, type Site, stageWords } from '#common';
import { Segmented, Spin } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { formatHash } from '../../app/router.ts';
import { goTo } from '../../app/use-route.ts';
import { useCall } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { CaseDesk } from './CaseDesk.tsx';
import { Figures } from './Figures.tsx';
import { Lamp } from './Lamp.tsx';
import './cases.css';

const views = ['board', 'mine', 'overdue', 'figures'] as const;
type View = (typeof views)[number];

/** Columns of the board: stages that one person's work takes together. */
const columns: readonly (readonly CaseStage[])[] = [
  ['opened'],
  ['dispatched'],
  ['signed', 'arrived'],
  ['handled', 'reported'],
  ['ordered'],
  ['rechecked', 'decided'],
  ['closed', 'visited', 'dropped'],
];

type Props = { me: Person; case_id: string | undefined; view: string | undefined };

/** 案件: a board by stage with lamps, what is late, and one case with its next step. */
export const CasesPage = ({ me, case_id, view }: Props) =>
  case_id === undefined ? (
    <Overview me={me} view={views.find((each) => each === view) ?? 'board'} />
  ) : (
    <CaseDesk key={case_id} case_id={case_id} me={me} />
  );

const Overview = ({ me, view }: { me: Person; view: View }) => {
  const { t } = useTexts();
  const list = useCall(
    'cases.list',
    {
      limit: 500,
      ...(view === 'mine' ? { officer_id: me.id } : {}),
      ...(view === 'overdue' ? { overdue: 'true' as const } : {}),
    },
    { enabled: view !== 'figures' },
  );
  const sites = useCall('sites.list', {});
  const cases = list.data ?? [];
  return (
    <div className="page-wide">
      <div className="page-head">
        <h1>{t('cases.title')}</h1>
        <Segmented<View>
          value={view}
          onChange={(value) => goTo(['cases'], value === 'board' ? {} : { view: value })}
          options={views.map((value) => ({ value, label: t(`cases.${value}`) }))}
        />
      </div>
      {list.error !== null && <FaultAlert error={list.error} onRetry={() => void list.refetch()} />}
      {view === 'figures' ? (
        <Figures sites={sites.data ?? []} />
      ) : list.isPending ? (
        <Spin />
      ) : cases.length === 0 ? (
        <Notice title={t('cases.empty')} hint={t('cases.empty_hint')} />
      ) : (
        <Board cases={cases} sites={sites.data ?? []} />
      )}
    </div>
  );
};

const Board = ({ cases, sites }: { cases: readonly CaseSummary[]; sites: readonly Site[] }) => {
  const { pick } = useTexts();
  return (
    <div className="board">
      {columns.map((stages) => {
        const here = cases.filter(({ stage }) => stages.includes(stage));
        return (
          <section key={stages[0]} className="board-column panel" aria-label={title(stages, pick)}>
            <h2>
              {title(stages, pick)} <span className="num dim">{here.length}</span>
            </h2>
            <ol>
              {here.map((each) => (
                <Card key={each.id} case={each} site={sites.find(({ id }) => id === each.site_id)} />
              ))}
            </ol>
          </section>
        );
      })}
    </div>
  );
};

const title = (stages: readonly CaseStage[], pick: ReturnType<typeof useTexts>['pick']): string =>
  stages.map((stage) => pick(stageWords[stage])).join(' / ');

const Card = ({ case: of, site }: { case: CaseSummary; site: Site | undefined }) => {
  const { t, pick } = useTexts();
  return (
    <li>
      <a className="card" href={formatHash(['cases', of.id])} data-case-id={of.id}>
        <span className="card-head">
          <span className="num">{of.number}</span>
          <span className="tag">{t(`cases.track_${of.track}`)}</span>
        </span>
        <strong>{of.title}</strong>
        {site !== undefined && <small className="dim">{pick(site.name)}</small>}
        <small className="dim">
          {of.officers.length === 0 ? t('cases.nobody') : of.officers.map(({ name }) => name).join('、')}
          {of.urges > 0 && <em> · {t('cases.urges', { count: of.urges })}</em>}
        </small>
        <small>
          {of.ended_utc_us === null ? (
            <Lamp of={of} />
          ) : (
            <span className="dim">{pick(stageWords[of.stage])}</span>
          )}
        </small>
      </a>
    </li>
  );
};
