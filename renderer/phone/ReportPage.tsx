import { useState } from 'react';
import { type Place, whereAmI } from './place.ts';
import { put, sha256Of } from './store.ts';
import { errand, onWaiting } from './sync.ts';
import { t } from './texts.ts';
import { useAsked } from './use-ask.ts';
import { Wrong } from './Wrong.tsx';

/** 举报 by whoever holds a limited link: text, place, one photo. Kept on the phone until it is sent. */
export const ReportPage = ({ token }: { token: string }) => {
  const { answer: link, refused } = useAsked('reports.link', { token });
  const [text, setText] = useState('');
  const [place, setPlace] = useState<Place | null>(null);
  const [photo, setPhoto] = useState<File>();
  const [state, setState] = useState<'writing' | 'kept' | 'sent'>('writing');
  const send = async (): Promise<void> => {
    const photo_sha256 = photo === undefined ? null : await sha256Of(photo);
    if (photo !== undefined && photo_sha256 !== null)
      await put('files', { sha256: photo_sha256, blob: photo, report_token: token });
    const id = crypto.randomUUID();
    setState('kept');
    onWaiting(({ count }) => {
      if (count === 0) setState('sent');
    });
    await errand(id, 'reports.send', { token, id, text, place, photo_sha256 });
  };
  if (refused !== undefined && state === 'writing') return <Wrong />;
  if (state !== 'writing')
    return (
      <p className="empty" role="status">
        {t(state === 'sent' ? 'report_sent' : 'report_kept')}
      </p>
    );
  return (
    <main className="page">
      <h1>{t('report_title')}</h1>
      {link !== undefined && (
        <p>
          {link.label} · {t('report_limited', { n: link.left })}
        </p>
      )}
      <label>
        {t('report_text')}
        <textarea rows={5} maxLength={2000} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <label className="button">
        {t('report_photo')}
        {photo !== undefined && ` ✓ ${Math.round(photo.size / 1000)} kB`}
        <input
          type="file"
          accept="image/*"
          capture="environment"
          className="hidden"
          onChange={(event) => setPhoto(event.target.files?.[0])}
        />
      </label>
      <button type="button" aria-pressed={place !== null} onClick={() => void whereAmI().then(setPlace)}>
        {t('report_place')}
        {place !== null && ` ✓ ±${Math.round(place.accuracy_m)} m`}
      </button>
      <button type="button" className="primary" disabled={text.trim().length < 2} onClick={() => void send()}>
        {t('report_send')}
      </button>
    </main>
  );
};
