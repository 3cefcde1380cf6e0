import { useEffect, useState } from 'react';

/** The page's own steady clock (`performance.now()`), as often as asked: for ages. */
export const useMonotonic_ms = (every_ms: number): number => {
  const [now_ms, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), every_ms);
    return () => clearInterval(timer);
  }, [every_ms]);
  return now_ms;
};

/** This computer's clock in microseconds, as often as asked. */
export const useNow_us = (every_ms: number): number => {
  const [now_us, setNow] = useState(() => Date.now() * 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() * 1000), every_ms);
    return () => clearInterval(timer);
  }, [every_ms]);
  return now_us;
};
