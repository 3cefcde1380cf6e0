import { useEffect, useState } from 'react';

/** This computer's clock in microseconds, as often as asked. */
export const useNow_us = (every_ms: number): number => {
  const [now_us, setNow] = useState(() => Date.now() * 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() * 1000), every_ms);
    return () => clearInterval(timer);
  }, [every_ms]);
  return now_us;
};
