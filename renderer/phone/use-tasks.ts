import type { CaseSummary } from '#common';
import { useEffect, useState } from 'react';
import { ask } from './api.ts';

const remembered = 'landun.tasks';
const ask_every_ms = 20_000;

/** One's own live cases, remembered for when the station cannot be reached. */
export const useTasks = (
  me_id: string,
): { readonly tasks: readonly CaseSummary[]; readonly again: () => void } => {
  const [tasks, setTasks] = useState<readonly CaseSummary[]>(
    () => JSON.parse(localStorage.getItem(remembered) ?? '[]') as CaseSummary[],
  );
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let ended = false;
    const look = (): void => {
      ask('cases.list', { officer_id: me_id, live: 'true', order: 'urgent', limit: 50 })
        .then((listed) => {
          localStorage.setItem(remembered, JSON.stringify(listed));
          if (!ended) setTasks(listed);
        })
        // Without a network what is remembered stands.
        .catch(() => undefined);
    };
    look();
    const timer = setInterval(look, ask_every_ms);
    return () => {
      ended = true;
      clearInterval(timer);
    };
  }, [me_id, asked]);
  return { tasks, again: () => setAsked((count) => count + 1) };
};
