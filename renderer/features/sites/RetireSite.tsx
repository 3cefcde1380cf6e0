import type { Site } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, Popover } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';
import { localDateTime } from '../../ui/format.ts';

/** 停用 / 恢复: with a reason, which stands in the ledger. Without the right to, who did it and why. */
export const RetireSite = ({ site, may }: { site: Site; may: boolean }) => {
  const { t, pick } = useTexts();
  const { done, failed } = useNotices();
  const cache = useQueryClient();
  const retire = useWrite('sites.retire');
  const restore = useWrite('sites.restore');
  const retired = site.retired ?? undefined;
  const word = retired === undefined ? 'retire' : 'restore';
  const decide = (reason: string): void => {
    if (reason.trim() === '') return;
    (retired === undefined ? retire : restore).mutate(
      { site_id: site.id, reason },
      {
        onSuccess: () => {
          done(t(`sites.${word}_done`, { name: pick(site.name) }));
          for (const key of ['sites.list', 'missions.list', 'plans.list', 'enterprises.health'])
            void cache.invalidateQueries({ queryKey: [key] });
        },
        onError: failed,
      },
    );
  };
  return (
    <div className="sites-retire">
      {retired !== undefined && (
        <p role="note">
          {t('sites.retired_by', {
            name: retired.by_name,
            time: localDateTime(retired.utc_us),
            reason: retired.reason,
          })}
        </p>
      )}
      {may && (
        <Popover
          trigger="click"
          title={t(`sites.${word}_hint`)}
          content={
            <Input.Search
              maxLength={500}
              placeholder={t('sites.retire_reason')}
              enterButton={t(`sites.${word}`)}
              loading={retire.isPending || restore.isPending}
              onSearch={decide}
            />
          }
        >
          <Button danger={retired === undefined}>{t(`sites.${word}`)}</Button>
        </Popover>
      )}
    </div>
  );
};
