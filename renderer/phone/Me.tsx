import type { Person } from '#common';
import { useState } from 'react';
import { ask } from './api.ts';
import { switchLanguage, t } from './texts.ts';

export const Me = ({ me }: { me: Person }) => {
  const [on_duty, setOnDuty] = useState<boolean>();
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
