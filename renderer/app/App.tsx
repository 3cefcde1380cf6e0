import { LandunError } from '#common';
import { App as AntdApp, ConfigProvider, Spin } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect } from 'react';
import { SetupPage } from '../features/session/SetupPage.tsx';
import { SignInPage } from '../features/session/SignInPage.tsx';
import { useCall } from '../station/hooks.ts';
import { FaultAlert } from '../ui/FaultAlert.tsx';
import { landunTheme } from '../ui/theme.ts';
import { useTexts } from './i18n/index.ts';
import { Shell } from './Shell.tsx';
import { useRoute } from './use-route.ts';

/** Messages begin below the header. */
const header_px = 52;

export const App = () => {
  const { language } = useTexts();
  return (
    <ConfigProvider
      theme={landunTheme}
      locale={language === 'zh' ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
    >
      <AntdApp notification={{ top: header_px, stack: { threshold: 3 } }} message={{ top: header_px }}>
        <Gate />
      </AntdApp>
    </ConfigProvider>
  );
};

/** Nothing is shown before it is known who looks. */
const Gate = () => {
  const { t } = useTexts();
  const route = useRoute();
  const me = useCall('session.me', {});
  const unreachable = me.error !== null && !(me.error instanceof LandunError);
  const { refetch } = me;
  useEffect(() => {
    if (!unreachable) return undefined;
    const timer = setInterval(() => void refetch(), 3000);
    return () => clearInterval(timer);
  }, [unreachable, refetch]);

  if (route.path[0] === 'setup') return <SetupPage token={route.query['token'] ?? ''} />;
  if (me.data !== undefined && me.error === null) return <Shell me={me.data} route={route} />;
  if (me.error instanceof LandunError && me.error.code === 'SIGN_IN_REQUIRED') return <SignInPage />;
  if (me.error !== null) {
    return (
      <div className="entry">
        <div className="entry-card panel">
          <FaultAlert error={me.error} onRetry={() => void refetch()} />
        </div>
      </div>
    );
  }
  return (
    <div className="entry" aria-busy="true">
      <Spin description={t('common.loading')} />
    </div>
  );
};
