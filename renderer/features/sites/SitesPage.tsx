import { type Enterprise, isInUse, type Person, type Site } from '#common';
import { PlusOutlined } from '@ant-design/icons';
import { Button, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { formatHash } from '../../app/router.ts';
import { goTo } from '../../app/use-route.ts';
import { useCall } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { EnterpriseForm } from './EnterpriseForm.tsx';
import { HealthFile } from './HealthFile.tsx';
import { SiteEditor } from './SiteEditor.tsx';
import '../plan/plan.css';
import './sites.css';

type Props = { me: Person; path: readonly string[]; query: Readonly<Record<string, string>> };

/** 企业与场所: enterprises with their files, and the sites that are drawn for flights. */
export const SitesPage = ({ me, path: [kind, id], query }: Props) => {
  const { t } = useTexts();
  const sites = useCall('sites.list', {});
  const enterprises = useCall('enterprises.list', {});
  const failed = sites.error ?? enterprises.error;
  if (failed !== null) return <FaultAlert error={failed} onRetry={() => void sites.refetch()} />;
  if (sites.data === undefined || enterprises.data === undefined)
    return <Notice title={t('common.loading')} />;
  const keeps = me.roles.some((role) => role !== 'pilot');
  const may_retire = me.roles.some((role) => role === 'supervisor' || role === 'administrator');
  return (
    <div className="sites">
      <List sites={sites.data} enterprises={enterprises.data} chosen={id} keeps={keeps} />
      <Chosen
        key={`${kind ?? ''} ${id ?? ''}`}
        kind={kind}
        id={id}
        query={query}
        keeps={keeps}
        may_retire={may_retire}
        sites={sites.data}
        enterprises={enterprises.data}
      />
    </div>
  );
};

/** Retired ones last. */
const inOrder = (sites: readonly Site[]): Site[] =>
  sites.toSorted((a, b) => Number(isInUse(b)) - Number(isInUse(a)));

type ListProps = {
  sites: readonly Site[];
  enterprises: readonly Enterprise[];
  chosen: string | undefined;
  keeps: boolean;
};

const List = ({ sites, enterprises, chosen, keeps }: ListProps) => {
  const { t, pick } = useTexts();
  const [asked, ask] = useState('');
  const fits = (...texts: string[]): boolean => asked === '' || texts.some((text) => text.includes(asked));
  const link = (kind: string, id: string, text: string) => (
    <a href={formatHash(['sites', kind, id])} aria-current={id === chosen ? 'true' : undefined}>
      {text}
    </a>
  );
  const groups = enterprises
    .map((enterprise) => ({
      enterprise,
      own: sites.filter((site) => site.enterprise_id === enterprise.id),
    }))
    .filter(({ enterprise, own }) =>
      fits(enterprise.name, enterprise.credit_code, ...own.map(({ name }) => pick(name))),
    );
  const loose = sites.filter(
    ({ enterprise_id, name, enterprise }) =>
      !enterprises.some(({ id }) => id === enterprise_id) && fits(pick(name), pick(enterprise)),
  );
  return (
    <aside className="sites-list panel" aria-label={t('sites.title')}>
      <h1>{t('sites.title')}</h1>
      <Input.Search
        allowClear
        placeholder={t('sites.search')}
        onChange={({ target }) => ask(target.value.trim())}
      />
      <div className="sites-add">
        {keeps && (
          <Button icon={<PlusOutlined />} onClick={() => goTo(['sites', 'enterprise', 'new'])}>
            {t('sites.enterprise')}
          </Button>
        )}
        <Button icon={<PlusOutlined />} onClick={() => goTo(['sites', 'site', 'new'])}>
          {t('sites.site')}
        </Button>
      </div>
      <ul>
        {groups.map(({ enterprise, own }) => (
          <li key={enterprise.id}>
            <strong>{link('enterprise', enterprise.id, enterprise.name)}</strong>
            <ul>
              {inOrder(own).map((site) => (
                <li key={site.id}>
                  {link('site', site.id, pick(site.name))}
                  {!isInUse(site) && <span className="tag">{t('sites.retired')}</span>}
                </li>
              ))}
            </ul>
          </li>
        ))}
        {loose.length > 0 && (
          <li>
            <strong className="dim">{t('sites.loose')}</strong>
            <ul>
              {inOrder(loose).map((site) => (
                <li key={site.id}>
                  {link('site', site.id, pick(site.name))}{' '}
                  <small className="dim">{pick(site.enterprise)}</small>
                  {!isInUse(site) && <span className="tag">{t('sites.retired')}</span>}
                </li>
              ))}
            </ul>
          </li>
        )}
      </ul>
      {groups.length + loose.length === 0 && <Notice title={t('sites.none')} />}
    </aside>
  );
};

type ChosenProps = Omit<ListProps, 'chosen'> & {
  may_retire: boolean;
  kind: string | undefined;
  id: string | undefined;
  query: Readonly<Record<string, string>>;
};

const Chosen = ({ kind, id, query, keeps, may_retire, sites, enterprises }: ChosenProps) => {
  const { t } = useTexts();
  const site = sites.find((each) => each.id === id);
  const enterprise = enterprises.find((each) => each.id === id);
  if (kind === 'site' && (site !== undefined || id === 'new'))
    return (
      <SiteEditor
        key={`${id} ${String(site?.retired?.utc_us)}`}
        site={site}
        enterprises={enterprises}
        under={query['enterprise'] ?? null}
        may_retire={may_retire}
      />
    );
  if (kind === 'enterprise' && keeps && id === 'new')
    return (
      <section className="sites-main panel panel-pad">
        <EnterpriseForm enterprise={undefined} />
      </section>
    );
  if (kind === 'enterprise' && keeps && enterprise !== undefined)
    return <EnterpriseView enterprise={enterprise} view={query['view']} />;
  return (
    <section className="sites-main panel">
      <Notice
        title={t(keeps ? 'sites.choose' : 'sites.choose_site')}
        hint={t(keeps ? 'sites.choose_hint' : 'sites.choose_site_hint')}
      />
    </section>
  );
};

const views = ['health', 'facts'] as const;
type View = (typeof views)[number];

const EnterpriseView = ({
  enterprise,
  view: asked,
}: {
  enterprise: Enterprise;
  view: string | undefined;
}) => {
  const { t } = useTexts();
  const view = views.find((each) => each === asked) ?? 'health';
  return (
    <section className="sites-main panel panel-pad" aria-label={enterprise.name}>
      <div className="page-head">
        <h2>{enterprise.name}</h2>
        <Segmented<View>
          value={view}
          onChange={(next) => goTo(['sites', 'enterprise', enterprise.id], { view: next })}
          options={views.map((value) => ({ value, label: t(`sites.view_${value}`) }))}
        />
      </div>
      {view === 'facts' ? (
        <EnterpriseForm enterprise={enterprise} />
      ) : (
        <HealthFile enterprise_id={enterprise.id} />
      )}
    </section>
  );
};
