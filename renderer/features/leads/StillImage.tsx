import { type CSSProperties, useEffect, useState } from 'react';

type Props = { url: string; alt: string; style?: CSSProperties };

const retry_ms = 3000;
const most_tries = 20;

/** A picture that is asked for again when it did not come, as after a lost connection. */
export const StillImage = ({ url, alt, style }: Props) => {
  const [tries, setTries] = useState(0);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!failed || tries >= most_tries) return undefined;
    const timer = setTimeout(() => {
      setTries(tries + 1);
      setFailed(false);
    }, retry_ms);
    return () => clearTimeout(timer);
  }, [failed, tries]);
  return (
    <img
      // Another key is another element: browsers do not ask twice for the same one.
      key={tries}
      src={tries === 0 ? url : `${url}-${tries}`}
      decoding="async"
      alt={alt}
      {...(style === undefined ? {} : { style })}
      onError={() => setFailed(true)}
    />
  );
};
