import type { Lead } from '#common';
import { Button } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { figure } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { clipUrl } from './lead-files.ts';

/** The sealed clip, from before until after the deciding frame. */
export const ClipView = ({ lead }: { lead: Lead }) => {
  const { t } = useTexts();
  const [unplayable, setUnplayable] = useState(false);
  const url = clipUrl(lead);
  if (lead.clip_state === 'waiting') return <Notice title={t('leads.clip_waiting')} />;
  if (lead.clip === null || url === undefined) {
    return (
      <Notice
        title={
          lead.report
            ? t('leads.clip_none')
            : t('leads.clip_failed', { fault: lead.clip_fault ?? t('common.unknown') })
        }
      />
    );
  }
  const { first_pts_us, last_pts_us, frames, gaps } = lead.clip;
  const lost_us = gaps.reduce((sum, { length_us }) => sum + length_us, 0);
  return (
    <div className="clip">
      <video
        src={url}
        controls
        muted
        playsInline
        preload="auto"
        aria-label={t('leads.clip')}
        onError={() => setUnplayable(true)}
      />
      <p className="clip-line">
        <span className="num">
          {t('leads.clip_span', { seconds: figure((last_pts_us - first_pts_us) / 1e6, 1), frames })}
        </span>
        {gaps.length > 0 && (
          <span className="clip-gap">
            ! {t('leads.clip_gaps', { count: gaps.length, seconds: figure(lost_us / 1e6, 1) })}
          </span>
        )}
        {unplayable && <span className="clip-gap">! {t('leads.clip_unplayable')}</span>}
        <Button size="small" type="link" href={url} download={`${lead.id}.mp4`}>
          {t('leads.download')}
        </Button>
      </p>
    </div>
  );
};
