import type { CallInput, CallName, CallOutput } from '#common';
import { useEffect, useState } from 'react';
import { ask } from './api.ts';

/** The answer of a reading call; undefined until it is there, or while nobody answers. */
export const useAsk = <N extends CallName>(
  name: N,
  input: CallInput<N>,
  on = true,
): CallOutput<N> | undefined => {
  const [answer, setAnswer] = useState<CallOutput<N>>();
  const key = JSON.stringify(input);
  useEffect(() => {
    if (!on) return undefined;
    let ended = false;
    ask(name, JSON.parse(key) as CallInput<N>)
      .then((got) => {
        if (!ended) setAnswer(got);
      })
      // Without an answer the rest of the page still works.
      .catch(() => undefined);
    return () => {
      ended = true;
    };
  }, [name, key, on]);
  return answer;
};
