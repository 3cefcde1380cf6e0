import type { Person } from '#common';
import { useState } from 'react';
import { ask } from './api.ts';
import { t } from './texts.ts';
import { useAsked } from './use-ask.ts';
import { Wrong } from './Wrong.tsx';
import { timeOf } from './words.ts';

/** The link of a message. Opening it signs nothing: chat programs open links by themselves. */
export const LinkPage = ({ token, me }: { token: string; me: Person | undefined }) => {
  const { answer: about, refused } = useAsked('alerts.by_link', { token });
  const [signed, setSigned] = useState(false);
  const [wrong, setWrong] = useState(false);
  if (wrong || refused !== undefined) return <Wrong />;
  if (about === undefined) return <main className="centre" aria-busy="true" />;
  const who = about.person_name ?? me?.name;
  const sign = (): void => {
    const call =
      about.person_name === null
        ? ask('alerts.acknowledge', { alert_id: about.id })
        : ask('alerts.acknowledge_link', { token });
    call.then(() => setSigned(true)).catch(() => setWrong(true));
  };
  const is_signed = signed || about.state === 'acknowledged';
  return (
    <main className="centre">
      <i className="lamp big" data-lamp={is_signed ? 'off' : about.lamp} aria-hidden="true" />
      <h1>{about.title}</h1>
      <p>
        {timeOf(about.queued_utc_us)} · {t('leads', { n: about.leads })} · {about.key}
      </p>
      {is_signed && <p role="status">{t('signed')}</p>}
      {!is_signed && who === undefined && <p>{t('link_group')}</p>}
      {!is_signed && who !== undefined && (
        <button type="button" className="primary wide" onClick={sign}>
          {t('link_sign', { who })}
        </button>
      )}
      {me !== undefined && (
        <a className="button" href={`#/alerts/${encodeURIComponent(about.id)}`}>
          {t('alerts')}
        </a>
      )}
    </main>
  );
};
