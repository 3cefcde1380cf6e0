import type { Lead, Person } from '#common';
import { useState } from 'react';
import { problemOf } from './ActForm.tsx';
import { ask } from './api.ts';
import { t, type Word } from './texts.ts';
import { useAsked } from './use-ask.ts';
import { whatOf } from './words.ts';

const marks: readonly (readonly ['true' | 'clear' | 'complete' | 'accurate', Word])[] = [
  ['true', 'mark_true'],
  ['clear', 'mark_clear'],
  ['complete', 'mark_complete'],
  ['accurate', 'mark_accurate'],
];

/** On the spot: confirm or reject what the machine believes, then open a case of it. Both need the station's answer. */
export const LeadActs = ({ lead, me, onChanged }: { lead: Lead; me: Person; onChanged: () => void }) => {
  const { answer: found, again } = useAsked('cases.of_lead', { lead_id: lead.id });
  const [checked, setChecked] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string>();
  const attempt = (work: Promise<unknown>): void => {
    work
      .then(() => {
        setProblem(undefined);
        onChanged();
        again();
      })
      .catch((error: unknown) => setProblem(problemOf(error)));
  };
  const review = (decision: 'confirmed' | 'rejected'): void => {
    const all = Object.fromEntries(marks.map(([mark]) => [mark, checked.has(mark)]));
    const input = {
      lead_id: lead.id,
      decision,
      reason,
      true: false,
      clear: false,
      complete: false,
      accurate: false,
    };
    attempt(ask('reviews.create', { ...input, ...all }));
  };
  const open_case = found?.case ?? null;
  return (
    <section className="acts-on-spot" aria-label={t('on_the_spot')}>
      <h2>{t('on_the_spot')}</h2>
      {lead.state === 'open' && (
        <details>
          <summary>{t('review')}</summary>
          {marks.map(([mark, word]) => (
            <label key={mark} className="check">
              <input
                type="checkbox"
                checked={checked.has(mark)}
                onChange={(event) => {
                  const next = new Set(checked);
                  if (event.target.checked) next.add(mark);
                  else next.delete(mark);
                  setChecked(next);
                }}
              />
              {t(word)}
            </label>
          ))}
          <label>
            {t('reject_reason')}
            <input value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          </label>
          <div className="pair">
            <button type="button" disabled={reason.trim() === ''} onClick={() => review('rejected')}>
              {t('reject')}
            </button>
            <button
              type="button"
              className="primary"
              disabled={checked.size < marks.length}
              onClick={() => review('confirmed')}
            >
              {t('confirm')}
            </button>
          </div>
        </details>
      )}
      {lead.state === 'confirmed' && open_case === null && (
        <button
          type="button"
          onClick={() =>
            attempt(
              ask('cases.open', { title: t('case_title', { what: whatOf(lead) }), lead_ids: [lead.id] }),
            )
          }
        >
          {t('open_case')}
        </button>
      )}
      {open_case !== null && (
        <a className="button" href={`#/tasks/${encodeURIComponent(open_case.id)}`}>
          {t('to_case')} {open_case.number}
        </a>
      )}
      {lead.state === 'rejected' && <p>{t('rejected')}</p>}
      {me.officer_no === null || me.officer_no === undefined ? (
        <p className="dim">{t('no_officer_no')}</p>
      ) : null}
      {problem !== undefined && <p role="alert">{problem}</p>}
    </section>
  );
};
