import { type CaseSummary, clockWords, lampOf, stageWords } from '#common';
import { useEffect, useState } from 'react';
import { pick, t } from './texts.ts';
import { useTasks } from './use-tasks.ts';
import { spanOf } from './words.ts';

/** 我的任务: the cases this officer works on, most urgent first, each with its lamp and the time left. */
export const Tasks = ({ me_id }: { me_id: string }) => {
  const { tasks } = useTasks(me_id);
  const now_us = useNow_us();
  return (
    <>
      <h1>{t('tasks')}</h1>
      {tasks.length === 0 && <p className="empty">{t('no_tasks')}</p>}
      <ul className="cards" aria-label={t('tasks')}>
        {tasks.map((task) => (
          <li key={task.id}>
            <a href={`#/tasks/${encodeURIComponent(task.id)}`} data-case-id={task.id}>
              <i className="lamp" data-lamp={lampOf(task, now_us)} aria-hidden="true" />
              <span>
                <strong>{task.title}</strong>
                <small>
                  {pick(stageWords[task.stage])} · {dueText(task, now_us)}
                </small>
                <small>{task.number}</small>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
};

/** What runs and how long it still may, or how long it is over. */
export const dueText = (task: CaseSummary, now_us: number): string => {
  if (task.paused) return t('paused');
  if (task.clock === null || task.due_utc_us === null) return t('no_clock');
  const what = pick(clockWords[task.clock]);
  const left_us = task.due_utc_us - now_us;
  return left_us >= 0
    ? t('time_left', { what, time: spanOf(left_us) })
    : t('time_over', { what, time: spanOf(-left_us) });
};

export const useNow_us = (): number => {
  const [now_us, setNow] = useState(() => Date.now() * 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() * 1000), 1000);
    return () => clearInterval(timer);
  }, []);
  return now_us;
};
