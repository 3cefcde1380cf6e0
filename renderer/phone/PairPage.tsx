import { useEffect, useState } from 'react';
import { ask } from './api.ts';
import { t } from './texts.ts';

const deviceName = (): string => /\(([^)]{1,60})\)/.exec(navigator.userAgent)?.[1]?.slice(0, 60) ?? 'phone';

/** Spends the pairing code in the address, once. */
export const PairPage = ({ code, onPaired }: { code: string; onPaired: () => void }) => {
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let ended = false;
    // React shows a page twice while it is developed: a code works once.
    const timer = setTimeout(() => {
      ask('phones.claim', { token: code, name: deviceName() })
        .then(() => {
          if (ended) return;
          onPaired();
          location.hash = '#/alerts';
        })
        .catch(() => setFailed(true));
    }, 0);
    return () => {
      ended = true;
      clearTimeout(timer);
    };
    // The page asks again who is signed in: that must not pair again.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [code]);
  return (
    <main className="centre">
      <img src="./icon.svg" alt="" width="72" height="72" />
      <h1>{t(failed ? 'pair_failed' : 'pairing')}</h1>
    </main>
  );
};
