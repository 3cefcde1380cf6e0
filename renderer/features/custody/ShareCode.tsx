import type { CallOutput } from '#common';
import { Button, InputNumber, Popover, Space, Typography } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';
import { localDateTime } from '../../ui/format.ts';

/** 查阅码 of a copy for the other party; it is shown once, and a new one ends the one before. */
export const ShareCode = ({ export_id }: { export_id: string }) => {
  const { t } = useTexts();
  const { failed } = useNotices();
  const share = useWrite('exports.share');
  const [days, setDays] = useState(7);
  const [told, tell] = useState<CallOutput<'exports.share'>>();
  const content =
    told === undefined ? (
      <Space>
        <InputNumber
          min={1}
          max={30}
          precision={0}
          value={days}
          suffix={t('custody.share_days')}
          aria-label={t('custody.share_days')}
          onChange={(next) => setDays(next ?? 7)}
        />
        <Button
          type="primary"
          loading={share.isPending}
          onClick={() => share.mutate({ export_id, hours: days * 24 }, { onSuccess: tell, onError: failed })}
        >
          {t('custody.share_make')}
        </Button>
      </Space>
    ) : (
      <div className="share-code">
        <Typography.Text copyable>{`${location.origin}${told.path}`}</Typography.Text>
        <Typography.Text copyable strong className="num">
          {told.code}
        </Typography.Text>
        <small className="dim">
          {t('custody.share_once', { until: localDateTime(told.expires_utc_us) })}
        </small>
      </div>
    );
  return (
    <Popover
      trigger="click"
      title={t('custody.share')}
      content={content}
      onOpenChange={() => tell(undefined)}
    >
      <Button size="small">{t('custody.share')}</Button>
    </Popover>
  );
};
