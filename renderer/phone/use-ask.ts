import type { CallInput, CallName, CallOutput } from '#common';
import { useEffect, useState } from 'react';
import { ask, Refused } from './api.ts';

type Asked<T> = {
  readonly answer: T | undefined;
  readonly refused: string | undefined;
  readonly again: () => void;
};

/** The answer of a reading call, or the code with which the station refused it; neither while nobody answers. */
export const useAsked = <N extends CallName>(
  name: N,
  input: CallInput<N>,
  on = true,
): Asked<CallOutput<N>> => {
  const [answer, setAnswer] = useState<CallOutput<N>>();
  const [refused, setRefused] = useState<string>();
  const [asked, setAsked] = useState(0);
  const key = JSON.stringify(input);
  useEffect(() => {
    if (!on) return undefined;
    let ended = false;
    ask(name, JSON.parse(key) as CallInput<N>)
      .then((got) => {
        if (!ended) setAnswer(got);
      })
      .catch((error: unknown) => {
        // Without a network the rest of the page still works.
        if (!ended && error instanceof Refused) setRefused(error.code);
      });
    return () => {
      ended = true;
    };
  }, [name, key, on, asked]);
  return { answer, refused, again: () => setAsked((count) => count + 1) };
};

export const useAsk = <N extends CallName>(
  name: N,
  input: CallInput<N>,
  on = true,
): CallOutput<N> | undefined => useAsked(name, input, on).answer;
