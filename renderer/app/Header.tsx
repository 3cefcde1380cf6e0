import { isInUse, type Person } from '#common';
import { BellOutlined, DownOutlined, GlobalOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Badge, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { Siren } from '../features/alerts/Siren.tsx';
import { PairPhone } from '../features/channels/PairPhone.tsx';
import { useCall, useConnection, useLostSince, useWrite } from '../station/hooks.ts';
import { useNotices } from '../ui/faults.ts';
import { localTime, span } from '../ui/format.ts';
import { Logo } from '../ui/Logo.tsx';
import { useMonotonic_ms, useNow_us } from '../ui/use-now.ts';
import { setLanguage, useTexts } from './i18n/index.ts';
import type { PageName } from './pages.ts';
import { Nav } from './Nav.tsx';
import { goTo } from './use-route.ts';

/** As many as one answer lists; who has more is told so, and not a number that stands still. */
const most_counted = 500;
const countOf = (count: number): string => (count < most_counted ? String(count) : `${most_counted}+`);

export const Header = ({ me, page }: { me: Person; page: PageName }) => {
  const { t, pick } = useTexts();
  const sites = useCall('sites.list', {});
  const open = useCall('leads.list', { state: 'open', limit: most_counted });
  const alerts = useCall('alerts.list', { limit: 200 });
  const waiting = alerts.data?.filter(({ state }) => state !== 'acknowledged').length ?? 0;
  const in_use = sites.data?.filter(isInUse) ?? [];
  const [site, another] = in_use;
  return (
    <header className="header">
      <div className="brand">
        <Logo />
        <span>{t('app.name')}</span>
        {site !== undefined && (
          <span
            className="brand-site"
            title={
              another === undefined ? pick(site.enterprise) : in_use.map(({ name }) => pick(name)).join('\n')
            }
          >
            {another === undefined ? pick(site.name) : t('menu.site_count', { count: in_use.length })}
          </span>
        )}
      </div>
      <Nav
        me={me}
        page={page}
        mark={(name) =>
          name === 'leads' &&
          open.data !== undefined &&
          open.data.length > 0 && (
            <span className="nav-count" title={t('leads.count_open', { count: countOf(open.data.length) })}>
              {countOf(open.data.length)}
            </span>
          )
        }
      />
      <div className="header-end">
        <ConnectionMark />
        <ClockMark />
        <Badge count={waiting} size="small" offset={[-4, 4]}>
          <Button
            type="text"
            icon={<BellOutlined />}
            aria-label={t('alerts.bell', { count: waiting })}
            onClick={() => goTo(['alerts'])}
          />
        </Badge>
        {rings(me) && <Siren />}
        <LanguageButton />
        <UserMenu me={me} />
      </div>
    </header>
  );
};

/** Whoever flies or acts hears it; an administrator's desk need not. */
const rings = ({ roles }: Person): boolean =>
  roles.some((role) => role === 'pilot' || role === 'inspector' || role === 'supervisor');

export const LanguageButton = () => {
  const { t, language } = useTexts();
  return (
    <Button
      type="text"
      icon={<GlobalOutlined />}
      title={t('menu.language_hint')}
      onClick={() => void setLanguage(language === 'zh' ? 'en' : 'zh')}
    >
      {t('menu.language')}
    </Button>
  );
};

const UserMenu = ({ me }: { me: Person }) => {
  const { t } = useTexts();
  const { failed } = useNotices();
  const cache = useQueryClient();
  const logout = useWrite('session.logout');
  const signOut = (): void =>
    logout.mutate({}, { onSuccess: () => void cache.resetQueries(), onError: failed });
  const [pairing, setPairing] = useState(false);
  return (
    <>
      {pairing && <PairPhone onClose={() => setPairing(false)} />}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'roles', type: 'group', label: me.roles.map((role) => t(`roles.${role}`)).join(' · ') },
            { key: 'pair', label: t('channels.pair'), onClick: () => setPairing(true) },
            { key: 'out', label: t('menu.sign_out'), onClick: signOut },
          ],
        }}
      >
        <Button type="text" aria-label={t('menu.user')}>
          {me.name}
          <DownOutlined style={{ fontSize: 10 }} />
        </Button>
      </Dropdown>
    </>
  );
};

const ConnectionMark = () => {
  const { t } = useTexts();
  const connection = useConnection();
  return (
    <span className="connection" data-state={connection} role="status">
      <i />
      {t(`connection.${connection}`)}
    </span>
  );
};

const ClockMark = () => {
  const { t } = useTexts();
  const now_us = useNow_us(1000);
  return (
    <time className="clock num" title={t('connection.clock')}>
      {localTime(now_us)}
    </time>
  );
};

/** A short break mends itself unnoticed; a longer one is said across the whole screen. */
export const LostBar = () => {
  const { t } = useTexts();
  const now_ms = useMonotonic_ms(1000);
  const since_ms = useLostSince();
  if (since_ms === undefined || now_ms - since_ms < 1000) return <div />;
  return (
    <div className="lost-bar" role="alert">
      {t('connection.lost_since', { age: span((now_ms - since_ms) * 1000) })}
    </div>
  );
};
