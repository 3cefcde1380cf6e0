import {
  actWords,
  type CaseActName,
  lampOf,
  type NextAct,
  type Person,
  refusalWords,
  stageWords,
} from '#common';
import { useState } from 'react';
import { isMain } from '../features/cases/act-fields.ts';
import { ActForm } from './ActForm.tsx';
import { CallEnterprise } from './CallEnterprise.tsx';
import { CasePhoto } from './CasePhoto.tsx';
import { dueText, useNow_us } from './Tasks.tsx';
import { pick, t } from './texts.ts';
import { useAsked } from './use-ask.ts';
import { timeOf } from './words.ts';

/** One case on the phone: how it stands, what is to be done next, what was done. */
export const TaskDetail = ({ case_id, me }: { case_id: string; me: Person }) => {
  const { answer: detail, refused, again } = useAsked('cases.get', { case_id });
  const [act, setAct] = useState<CaseActName>();
  const now_us = useNow_us();
  if (refused !== undefined) return <p className="empty">{t('task_gone')}</p>;
  if (detail === undefined) return <p className="empty">{t('needs_network')}</p>;
  const { case: task, acts, lead_ids } = detail;
  // What this person can never do here is no button.
  const main = detail.next.filter(
    ({ act: name, refused: against }) =>
      isMain(name, task.stage) && !against.some((reason) => reason === 'role' || reason === 'paused'),
  );
  const chosen = main.find((next) => next.act === act && isAllowed(next));
  return (
    <article className="detail" data-stage={task.stage}>
      <h1>
        <i className="lamp" data-lamp={lampOf(task, now_us)} aria-hidden="true" />
        {task.title}
      </h1>
      <p className="state">
        {pick(stageWords[task.stage])} · {dueText(task, now_us)}
      </p>
      <dl>
        <dt>{t('case_number')}</dt>
        <dd>{task.number}</dd>
        <dt>{t('officers')}</dt>
        <dd>{task.officers.map(({ name }) => name).join('、') || t('unknown')}</dd>
      </dl>
      {lead_ids[0] !== undefined && (
        <img className="still" src={`/files/leads/${lead_ids[0]}/blurred.jpg`} alt={t('picture')} />
      )}
      <CallEnterprise site_id={task.site_id} />
      <CasePhoto case_id={task.id} onDone={again} />
      {chosen === undefined ? (
        <div className="answers">
          {main.map((next) => (
            <div key={next.act} className="act">
              <button
                type="button"
                className="primary"
                disabled={!isAllowed(next)}
                onClick={() => setAct(next.act)}
              >
                {pick(actWords[next.act])}
              </button>
              {!isAllowed(next) && (
                <small>{next.refused.map((reason) => pick(refusalWords(reason))).join('；')}</small>
              )}
            </div>
          ))}
        </div>
      ) : (
        <ActForm
          key={`${chosen.act}/${task.seq}`}
          detail={detail}
          next={chosen}
          me={me}
          onEnd={() => {
            setAct(undefined);
            again();
          }}
        />
      )}
      <h2>{t('done_so_far')}</h2>
      <ol className="acts">
        {acts.toReversed().map(({ seq, act: done, actor_name, utc_us }) => (
          <li key={seq}>
            {pick(actWords[done])}{' '}
            <small>
              {actor_name} · {timeOf(utc_us)}
            </small>
          </li>
        ))}
      </ol>
    </article>
  );
};

/** Fields that a form can still bring do not stand against an act. */
const isAllowed = ({ refused, given }: NextAct): boolean => refused.every((reason) => given.includes(reason));
