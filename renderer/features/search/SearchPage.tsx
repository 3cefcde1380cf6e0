import { type Found, type Person, type SearchFilter, searchFilterSchema, stageWords } from '#common';
import { Button, Space } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { formatHash } from '../../app/router.ts';
import { goTo } from '../../app/use-route.ts';
import { useCall } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { localDateTime } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { SavedFilters } from './SavedFilters.tsx';
import { SearchForm } from './SearchForm.tsx';
import './search.css';

const page_rows = 50;

/** 综合查询: one filter over cases, leads, sites and people. The filter stands in the address, so it can be sent on. */
export const SearchPage = ({ me, query }: { me: Person; query: Readonly<Record<string, string>> }) => {
  const { t } = useTexts();
  const parsed = searchFilterSchema.safeParse(query);
  const filter: SearchFilter = parsed.success ? parsed.data : {};
  const ask = (wanted: SearchFilter): void =>
    goTo(
      ['search'],
      Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, String(value)])),
    );
  return (
    <div className="page-wide">
      <div className="page-head">
        <h1>{t('search.title')}</h1>
        <SavedFilters filter={filter} onChoose={ask} />
      </div>
      <SearchForm key={JSON.stringify(filter)} me={me} filter={filter} onAsk={ask} />
      <Results key={`results ${JSON.stringify(filter)}`} filter={filter} />
    </div>
  );
};

const Results = ({ filter }: { filter: SearchFilter }) => {
  const { t } = useTexts();
  /** The cursors of the pages gone through; the last one is shown. */
  const [pages, setPages] = useState<readonly string[]>([]);
  const after = pages.at(-1);
  const answer = useCall('search.find', {
    ...filter,
    limit: page_rows,
    ...(after === undefined ? {} : { after }),
  });
  if (answer.error !== null) return <FaultAlert error={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.data === undefined) return <Notice title={t('common.loading')} />;
  const { found, next } = answer.data;
  return (
    <section aria-label={t('search.results')}>
      {found.length === 0 ? (
        <Notice title={t('search.none')} hint={t('search.none_hint')} />
      ) : (
        <table className="found">
          <thead>
            <tr>
              <th>{t('search.kind')}</th>
              <th>{t('search.what')}</th>
              <th>{t('search.state')}</th>
              <th>{t('search.site')}</th>
              <th>{t('search.time')}</th>
            </tr>
          </thead>
          <tbody>
            {found.map((each) => (
              <Row key={`${each.kind} ${each.id}`} found={each} />
            ))}
          </tbody>
        </table>
      )}
      <Space className="found-pages">
        <Button disabled={pages.length === 0} onClick={() => setPages(pages.slice(0, -1))}>
          {t('search.previous')}
        </Button>
        <span className="num dim">{t('search.page', { page: pages.length + 1 })}</span>
        <Button disabled={next === null} onClick={() => next !== null && setPages([...pages, next])}>
          {t('search.next')}
        </Button>
      </Space>
    </section>
  );
};

const Row = ({ found }: { found: Found }) => {
  const { t, pick } = useTexts();
  const sites = useCall('sites.list', {});
  const { kind, id, title, state, utc_us, site_id } = found;
  const site = sites.data?.find((each) => each.id === site_id);
  const href =
    kind === 'case'
      ? formatHash(['cases', id])
      : kind === 'lead'
        ? formatHash(['leads', id], state === null || state === 'open' ? {} : { state })
        : kind === 'site'
          ? formatHash(['sites', 'site', id])
          : formatHash(['search'], { person_id: id });
  return (
    <tr data-found={`${kind} ${id}`}>
      <td>{t(`search.kind_${kind}`)}</td>
      <td>
        <a href={href}>{pick(title)}</a>
      </td>
      <td>{stateWords(found, t, pick)}</td>
      <td>{site === undefined || kind === 'site' ? '' : pick(site.name)}</td>
      <td className="num">{utc_us === null ? '' : localDateTime(utc_us)}</td>
    </tr>
  );
};

const stateWords = (
  { kind, state }: Found,
  t: ReturnType<typeof useTexts>['t'],
  pick: ReturnType<typeof useTexts>['pick'],
): string => {
  if (kind === 'case' && state !== null && Object.hasOwn(stageWords, state))
    return pick(stageWords[state as keyof typeof stageWords]);
  switch (state) {
    case 'open':
    case 'confirmed':
    case 'rejected':
    case 'unusable':
      return t(`leads.state_${state}`);
    default:
      return '';
  }
};
