import type { Alert, AlertAnswer, Person } from '#common';
import { useEffect, useState } from 'react';
import { Broadcast } from './Broadcast.tsx';
import { CallEnterprise } from './CallEnterprise.tsx';
import { LeadActs } from './LeadActs.tsx';
import { Live } from './Live.tsx';
import { type Place, towards, whereAmI } from './place.ts';
import { PlaceMap } from './PlaceMap.tsx';
import { errand } from './sync.ts';
import { isEnglish, t } from './texts.ts';
import { useAsk, useAsked } from './use-ask.ts';
import { useNow_us } from './Tasks.tsx';
import { directionOf, leftOf, stateOf, timeOf, whatOf } from './words.ts';

/** One thumb, one question at a time: first whose it is, then how it goes on. */
const unsigned: readonly AlertAnswer[] = ['sign', 'on_my_way', 'cannot'];
const taken: readonly AlertAnswer[] = ['on_my_way', 'arrived', 'handled', 'cannot'];

export const AlertDetail = ({ alert, me }: { alert: Alert | undefined; me: Person }) => {
  const { answer: lead, again } = useAsked(
    'leads.get',
    { lead_id: alert?.lead_id ?? '' },
    alert !== undefined,
  );
  const sites = useAsk('sites.list', {});
  const [mine, setMine] = useState<Place | null>(null);
  const [said, setSaid] = useState<AlertAnswer>();
  const now_us = useNow_us();
  useEffect(() => {
    void whereAmI().then(setMine);
  }, []);
  if (alert === undefined) return <p className="empty">{t('no_alerts')}</p>;
  const site = sites?.find(({ id }) => id === alert.site_id);
  const post = site?.posts.find(({ id }) => id === lead?.post_id);
  const there = post ?? lead?.aircraft ?? site?.origin;
  const name = (text: { zh: string; en: string } | undefined): string =>
    text === undefined ? t('unknown') : text[isEnglish() ? 'en' : 'zh'];
  const answer = (one: AlertAnswer): void => {
    setSaid(one);
    // A new id for each press, so that an answer given twice is two answers only where a person pressed twice.
    void errand(`${alert.id}:${one}:${Date.now()}`, 'alerts.answer', {
      alert_id: alert.id,
      answer: one,
      note: '',
    });
  };
  const left = leftOf(alert, now_us);
  const signed = alert.state === 'acknowledged' || said !== undefined;
  const allowed = me.roles.includes('inspector') || me.roles.includes('supervisor');
  const given = new Set([...alert.answers.map((one) => one.answer), said]);
  return (
    <article className="detail" data-alert-state={alert.state}>
      <h1>
        <i className="lamp" data-lamp={alert.lamp} aria-hidden="true" />
        {lead === undefined ? alert.key : whatOf(lead)}
      </h1>
      <p className="state">
        {stateOf(alert)}
        {left !== undefined && ` · ${left}`}
      </p>
      <img className="still" src={`/files/leads/${alert.lead_id}/blurred.jpg`} alt={t('picture')} />
      <Clip key={lead?.clip_state} lead_id={alert.lead_id} ready={lead?.clip_state === 'sealed'} />
      <dl>
        <dt>{t('where')}</dt>
        <dd>{site === undefined ? (alert.site_id ?? t('unknown')) : name(site.name)}</dd>
        <dt>{t('post')}</dt>
        <dd>{name(post?.name)}</dd>
        <dt>{t('when')}</dt>
        <dd>{timeOf(lead?.frame_utc_us ?? alert.queued_utc_us)}</dd>
        <dt>{t('leads', { n: alert.lead_ids.length })}</dt>
        <dd>{alert.key}</dd>
      </dl>
      {there !== undefined && <PlaceMap site={site} there={there} mine={mine} />}
      {there !== undefined && (
        <p>
          {mine === null ? t('no_place') : placeText(mine, there)}
          <a
            className="button"
            href={`geo:${there.lat_deg},${there.lon_deg}?q=${there.lat_deg},${there.lon_deg}`}
          >
            {t('route')}
          </a>
        </p>
      )}
      <CallEnterprise site_id={alert.site_id} />
      <a className="button" href={`#/record/new-${encodeURIComponent(alert.id)}`}>
        {t('write_record')}
      </a>
      <Live stream_id={lead?.stream_id} />
      {allowed && <Broadcast alert_id={alert.id} />}
      {allowed && lead !== undefined && <LeadActs lead={lead} me={me} onChanged={again} />}
      <div className="answers">
        {(signed ? taken : unsigned).map((one) => (
          <button
            key={one}
            type="button"
            className={one === 'sign' ? 'primary' : one === 'cannot' ? 'quiet' : ''}
            disabled={!allowed}
            aria-pressed={given.has(one)}
            onClick={() => answer(one)}
          >
            {t(one)}
          </button>
        ))}
      </div>
    </article>
  );
};

const placeText = (mine: Place, there: { lat_deg: number; lon_deg: number }): string => {
  const { distance_m, bearing_deg } = towards(mine, there);
  return t('my_place', { m: Math.round(distance_m), dir: directionOf(bearing_deg) });
};

const Clip = ({ lead_id, ready }: { lead_id: string; ready: boolean }) => {
  const [shown, setShown] = useState(false);
  if (!ready) return <p className="dim">{t('clip_waiting')}</p>;
  if (shown)
    return (
      <video
        className="still"
        src={`/files/leads/${lead_id}/phone.mp4`}
        controls
        autoPlay
        muted
        playsInline
      />
    );
  return (
    <button type="button" onClick={() => setShown(true)}>
      {t('clip')}
    </button>
  );
};
