import { actWords, type CaseDetail, type NextAct, type Person, refusalWords, stageWords } from '#common';
import { ArrowLeftOutlined, CameraOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ChangeEvent, useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useSuspicionWords } from '../../ui/suspicion-words.ts';
import { formatHash } from '../../app/router.ts';
import { goTo } from '../../app/use-route.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';
import { Notice } from '../../ui/Notice.tsx';
import { ExportButton } from '../custody/ExportButton.tsx';
import { LeadThumb } from '../leads/LeadThumb.tsx';
import { ActForm } from './ActForm.tsx';
import { isMain } from './act-fields.ts';
import { Clocks } from './Clocks.tsx';
import { Lamp } from './Lamp.tsx';
import { Timeline } from './Timeline.tsx';
import './cases.css';

/** One case: what is proven, what was done, and what comes next. */
export const CaseDesk = ({ case_id, me }: { case_id: string; me: Person }) => {
  const { t, pick } = useTexts();
  const fetched = useCall('cases.get', { case_id });
  const sites = useCall('sites.list', {});
  const detail = fetched.data;
  if (detail === undefined) {
    return fetched.error === null ? (
      <Notice title={t('common.loading')} />
    ) : (
      <FaultAlert error={fetched.error} onRetry={() => void fetched.refetch()} />
    );
  }
  const { case: of } = detail;
  const site = sites.data?.find(({ id }) => id === of.site_id);
  return (
    <div className="case" data-case-id={of.id} data-stage={of.stage} data-track={of.track}>
      <div className="case-main">
        <header className="case-head panel panel-pad">
          <Button size="small" icon={<ArrowLeftOutlined />} onClick={() => goTo(['cases'])}>
            {t('cases.go_back')}
          </Button>
          <h1>
            <span className="num">{of.number}</span> {of.title}
          </h1>
          <span className="tag">{t(`cases.track_${of.track}`)}</span>
          <strong className="case-stage">{pick(stageWords[of.stage])}</strong>
          {of.ended_utc_us === null && <Lamp of={of} />}
          {me.roles.some((role) => role === 'inspector' || role === 'supervisor') && (
            <ExportButton case_id={of.id} />
          )}
          <span className="dim">
            {site !== undefined && `${pick(site.enterprise)} · ${pick(site.name)} · `}
            {t('cases.officers')}：
            {of.officers.length === 0 ? t('cases.nobody') : of.officers.map(({ name }) => name).join('、')}
          </span>
        </header>
        <Evidence detail={detail} />
        <Clocks detail={detail} />
        <Timeline detail={detail} />
      </div>
      <NextActs key={of.seq} detail={detail} />
    </div>
  );
};

const Evidence = ({ detail }: { detail: CaseDetail }) => {
  const { t } = useTexts();
  return (
    <section className="panel panel-pad" aria-label={t('cases.evidence')}>
      <h2 className="panel-title">{t('cases.evidence')}</h2>
      <div className="case-leads">
        {detail.lead_ids.map((lead_id) => (
          <CaseLead key={lead_id} lead_id={lead_id} />
        ))}
      </div>
      {detail.reinspection_mission_id !== null && (
        <p>
          <strong>{t('cases.reinspection')}</strong>{' '}
          <span className="dim">{t('cases.reinspection_hint')}</span>
        </p>
      )}
    </section>
  );
};

const CaseLead = ({ lead_id }: { lead_id: string }) => {
  const { t } = useTexts();
  const wordsOf = useSuspicionWords();
  const lead = useCall('leads.get', { lead_id });
  if (lead.data === undefined) return null;
  const signed = lead.data.countersign?.agreed === true;
  const { item, state } = wordsOf(lead.data.suspicion);
  return (
    <a className="case-lead" href={formatHash(['leads', lead_id], { state: lead.data.state })}>
      <LeadThumb lead={lead.data} width={96} height={96} />
      <small>
        {item} {state}
      </small>
      <small className={signed ? 'dim' : 'case-unsigned'}>
        {t(signed ? 'cases.countersigned' : 'cases.not_countersigned')}
      </small>
    </a>
  );
};

const NextActs = ({ detail }: { detail: CaseDetail }) => {
  const { t, pick } = useTexts();
  const [chosen, choose] = useState<string>();
  // Resuming is no step of a case that is not paused.
  const main = detail.next.filter(
    ({ act }) => isMain(act, detail.case.stage) && (act !== 'resume' || detail.case.paused),
  );
  const others = detail.next.filter(
    ({ act, refused }) =>
      !isMain(act, detail.case.stage) &&
      !['attach', 'escalate', 'add_leads'].includes(act) &&
      refused.length === 0,
  );
  const mine = main.find(({ refused }) => refused.length === 0);
  const open = detail.next.find(({ act, refused }) => act === (chosen ?? mine?.act) && refused.length === 0);
  const row = (next: NextAct) => (
    <li key={next.act}>
      <Button
        block
        type={open?.act === next.act ? 'primary' : 'default'}
        ghost={open?.act === next.act}
        disabled={next.refused.length > 0}
        onClick={() => choose(next.act)}
        data-act={next.act}
      >
        {pick(actWords[next.act])}
      </Button>
      {next.refused.length > 0 && (
        <small className="dim">{next.refused.map((reason) => pick(refusalWords(reason))).join('；')}</small>
      )}
    </li>
  );
  return (
    <aside className="case-next panel panel-pad" aria-label={t('cases.next')}>
      <h2 className="panel-title">{t('cases.next')}</h2>
      <ul>{main.map(row)}</ul>
      {open !== undefined && (
        <ActForm key={open.act} detail={detail} next={open} onDone={() => choose(undefined)} />
      )}
      <AddPhoto detail={detail} />
      {others.length > 0 && (
        <>
          <h2 className="panel-title">{t('cases.more')}</h2>
          <ul className="case-others">{others.map(row)}</ul>
        </>
      )}
    </aside>
  );
};

/** Longest side after which a photo is made smaller: enough for the record, small enough to send. */
const longest_px = 1600;

const AddPhoto = ({ detail }: { detail: CaseDetail }) => {
  const { t } = useTexts();
  const { done, failed } = useNotices();
  const cache = useQueryClient();
  const attach = useWrite('cases.attach');
  if (!detail.next.some(({ act, refused }) => act === 'attach' && refused.length === 0)) return null;
  const add = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const file = event.target.files?.[0];
    event.target.value = '';
    if (file === undefined) return;
    attach.mutate(
      { case_id: detail.case.id, name: file.name, content: await shrunk(file) },
      {
        onSuccess: (changed) => {
          cache.setQueryData(['cases.get', { case_id: detail.case.id }], changed);
          done(t('cases.saved', { act: t('cases.photos') }));
        },
        onError: failed,
      },
    );
  };
  return (
    <label className="case-photo">
      <CameraOutlined /> {t('cases.photo_add')}
      <input
        type="file"
        accept="image/*"
        capture="environment"
        disabled={attach.isPending}
        onChange={(event) => void add(event).catch(failed)}
      />
    </label>
  );
};

/** The picture as a JPEG of bounded size, in base64. */
const shrunk = async (file: File): Promise<string> => {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, longest_px / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/jpeg', 0.8).split(',')[1] ?? '';
};
