import type { BaseMap } from '#common';
import { BlockOutlined } from '@ant-design/icons';
import { Button, Popover, Switch } from 'antd';
import { useEffect, useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall } from '../../station/hooks.ts';
import { BaseMapForm } from './BaseMapForm.tsx';

const shown_key = 'landun.basemap.shown';

/** The station's basemap, and whether this screen shows it. */
export const useBaseMap = (show: ((base: BaseMap | undefined) => void) | undefined) => {
  const base = useCall('map.get', {}).data;
  const [shown, setShown] = useState(() => localStorage.getItem(shown_key) !== 'no');
  useEffect(() => show?.(shown ? base : undefined), [show, shown, base]);
  return {
    base,
    shown,
    setShown: (next: boolean) => {
      localStorage.setItem(shown_key, next ? 'yes' : 'no');
      setShown(next);
    },
  };
};

/** The button over a map that shows, hides and (for administrators) chooses the basemap. */
export const BaseMapTool = ({ base, shown, setShown }: ReturnType<typeof useBaseMap>) => {
  const { t } = useTexts();
  const me = useCall('session.me', {}).data;
  const [choosing, choose] = useState(false);
  const none = base === undefined || base.kind === 'none';
  const content = (
    <div className="map-base">
      <p>{none ? t('map.base_none') : base.name}</p>
      {!none && (
        <label>
          <Switch size="small" checked={shown} aria-label={t('map.base_show')} onChange={setShown} />{' '}
          {t('map.base_show')}
        </label>
      )}
      {!none && base.datum === 'gcj02' && <small className="dim">{t('map.base_gcj02')}</small>}
      {me?.roles.includes('administrator') === true ? (
        <Button size="small" onClick={() => choose(true)}>
          {t('map.base_choose')}
        </Button>
      ) : (
        none && <small className="dim">{t('map.base_ask')}</small>
      )}
    </div>
  );
  return (
    <>
      <Popover content={content} title={t('map.base')} trigger="click" placement="left">
        <Button size="small" icon={<BlockOutlined />} aria-label={t('map.base')} title={t('map.base')} />
      </Popover>
      {choosing && <BaseMapForm onClose={() => choose(false)} />}
    </>
  );
};

/** Who made the map must be named on it. */
export const BaseMapCredit = ({ base, shown }: { base: BaseMap | undefined; shown: boolean }) =>
  shown && base !== undefined && base.attribution !== '' ? (
    <small className="map-credit">{base.attribution}</small>
  ) : null;
