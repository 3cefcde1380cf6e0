import type { Person } from '#common';
import { useState } from 'react';
import { ask } from './api.ts';
import { switchLanguage, t } from './texts.ts';
import { useAsk } from './use-ask.ts';

export const Me = ({ me }: { me: Person }) => {
  const mine = useAsk('contacts.mine', {});
  const [set_duty, setOnDuty] = useState<boolean>();
  const on_duty = set_duty ?? mine?.on_duty;
  const [pushed, setPushed] = useState(false);
  const [problem, setProblem] = useState<string>();
  const attempt = (work: Promise<unknown>): void => {
    work
      .then(() => setProblem(undefined))
      .catch((error: unknown) => setProblem(t('failed', { why: String(error) })));
  };
  const duty = (wanted: boolean): void =>
    attempt(ask('contacts.duty', { on_duty: wanted }).then((contact) => setOnDuty(contact.on_duty)));
  return (
    <div className="page">
      <h1>{me.name}</h1>
      <div className="pair">
        <button type="button" aria-pressed={on_duty === true} onClick={() => duty(true)}>
          {t('on_duty')}
        </button>
        <button type="button" aria-pressed={on_duty === false} onClick={() => duty(false)}>
          {t('off_duty')}
        </button>
      </div>
      {mine !== undefined && mine.push_key !== null && 'PushManager' in globalThis && (
        <button
          type="button"
          aria-pressed={pushed}
          onClick={() => attempt(subscribe(mine.push_key ?? '').then(() => setPushed(true)))}
        >
          {t('push')}
        </button>
      )}
      <button
        type="button"
        onClick={() => {
          switchLanguage();
          location.reload();
        }}
      >
        {t('language')}
      </button>
      <p className="dim">{t('install')}</p>
      {problem !== undefined && <p role="alert">{problem}</p>}
      <button
        type="button"
        className="quiet"
        onClick={() => attempt(ask('session.logout', {}).then(() => location.reload()))}
      >
        {t('sign_out')}
      </button>
    </div>
  );
};

/** Must be called by a touch: browsers ask the person only then. */
const subscribe = async (key: string): Promise<void> => {
  if ((await Notification.requestPermission()) !== 'granted') throw new Error(t('push_refused'));
  const worker = await navigator.serviceWorker.ready;
  const subscription = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  await ask('phones.subscribe', { subscription: JSON.stringify(subscription) });
};
