import type { Person } from '#common';
import { Tabs } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { ExportsList } from './ExportsList.tsx';
import { PapersPanel } from './PapersPanel.tsx';
import { RetentionPanel } from './RetentionPanel.tsx';
import { SettingsPanel } from './SettingsPanel.tsx';
import './custody.css';

/** 证据保管: what was given out, how long things are kept, and the rules for both. */
export const CustodyPage = ({ me }: { me: Person }) => {
  const { t } = useTexts();
  const keeper = me.roles.some((role) => role === 'supervisor' || role === 'administrator');
  return (
    <div className="page-padded">
      <div className="page-head">
        <h1>{t('custody.title')}</h1>
      </div>
      <Tabs
        items={[
          { key: 'exports', label: t('custody.tab_exports'), children: <ExportsList me={me} /> },
          ...(keeper
            ? [
                {
                  key: 'retention',
                  label: t('custody.tab_retention'),
                  children: <RetentionPanel me={me} />,
                },
              ]
            : []),
          { key: 'papers', label: t('custody.tab_papers'), children: <PapersPanel me={me} /> },
          { key: 'settings', label: t('custody.tab_settings'), children: <SettingsPanel me={me} /> },
        ]}
      />
    </div>
  );
};
