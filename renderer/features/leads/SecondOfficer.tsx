import type { Lead, Person } from '#common';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useSuspicionWords } from '../../ui/suspicion-words.ts';
import { goTo } from '../../app/use-route.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';
import { localDateTime } from '../../ui/format.ts';
import '../cases/cases.css';

const isOfficer = ({ roles }: Person): boolean => roles.includes('inspector') || roles.includes('supervisor');

/** What follows a confirmation: the second officer's signature, and the case. */
export const SecondOfficer = ({ lead, me }: { lead: Lead; me: Person }) => {
  const { t } = useTexts();
  if (lead.review?.decision !== 'confirmed') return null;
  return (
    <section className="second" aria-label={t('cases.countersign')}>
      <h2 className="panel-title">{t('cases.countersign')}</h2>
      {lead.countersign === null || lead.countersign === undefined ? (
        <Countersign lead={lead} me={me} />
      ) : (
        <p>
          {t('cases.countersign_by', {
            name: lead.countersign.person_name,
            officer_no: lead.countersign.officer_no,
            verdict: t(lead.countersign.agreed ? 'cases.countersign_agreed' : 'cases.countersign_refused'),
            time: localDateTime(lead.countersign.utc_us),
          })}
          {lead.countersign.reason !== '' && `：${lead.countersign.reason}`}
        </p>
      )}
      {isOfficer(me) && <OpenCase lead={lead} />}
    </section>
  );
};

const Countersign = ({ lead, me }: { lead: Lead; me: Person }) => {
  const { t } = useTexts();
  const { failed } = useNotices();
  const write = useWrite('reviews.countersign');
  const [reason, setReason] = useState('');
  if (!isOfficer(me) || lead.review?.reviewer_id === me.id)
    return <p className="dim">{t('cases.countersign_wait')}</p>;
  const sign = (agreed: boolean): void =>
    write.mutate({ lead_id: lead.id, agreed, reason: agreed ? '' : reason }, { onError: failed });
  return (
    <>
      <Button type="primary" loading={write.isPending} onClick={() => sign(true)}>
        {t('cases.countersign_agree')}
      </Button>
      <div className="second-row">
        <Input
          value={reason}
          maxLength={500}
          placeholder={t('cases.countersign_why')}
          aria-label={t('cases.countersign_why')}
          onChange={({ target }) => setReason(target.value)}
        />
        <Button disabled={reason.trim() === ''} onClick={() => sign(false)}>
          {t('cases.countersign_refuse')}
        </Button>
      </div>
    </>
  );
};

const OpenCase = ({ lead }: { lead: Lead }) => {
  const { t, pick } = useTexts();
  const wordsOf = useSuspicionWords();
  const { failed } = useNotices();
  const open = useWrite('cases.open');
  const known = useCall('cases.of_lead', { lead_id: lead.id });
  const sites = useCall('sites.list', {});
  if (known.data === undefined) return null;
  const { case: of } = known.data;
  if (of !== null) {
    return (
      <Button type="link" onClick={() => goTo(['cases', of.id])}>
        {t('cases.open_case', { number: of.number })}
      </Button>
    );
  }
  const site = sites.data?.find(({ id }) => id === lead.site_id);
  const title = t('cases.open_title', {
    ...wordsOf(lead.suspicion),
    site: site === undefined ? t('common.unknown') : pick(site.name),
  });
  return (
    <Button
      loading={open.isPending}
      onClick={() =>
        open.mutate(
          { title, lead_ids: [lead.id] },
          { onSuccess: (detail) => goTo(['cases', detail.case.id]), onError: failed },
        )
      }
    >
      {t('cases.open_from_lead')}
    </Button>
  );
};
