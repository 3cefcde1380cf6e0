import { useState } from 'react';
import { problemOf } from './ActForm.tsx';
import { ask, Refused } from './api.ts';
import { t } from './texts.ts';

/** 喊话 by one touch: the loudspeakers remind everybody on site. */
export const Broadcast = ({ alert_id }: { alert_id: string }) => {
  const [said, setSaid] = useState<string>();
  const speak = (): void => {
    ask('alerts.broadcast', { alert_id, words: '' })
      .then(({ speakers }) => setSaid(t('broadcast_done', { n: speakers })))
      .catch((error: unknown) =>
        setSaid(
          error instanceof Refused && error.code === 'NOT_FOUND' ? t('broadcast_none') : problemOf(error),
        ),
      );
  };
  return (
    <>
      <button type="button" onClick={speak}>
        {t('broadcast')}
      </button>
      {said !== undefined && <p role="status">{said}</p>}
    </>
  );
};
