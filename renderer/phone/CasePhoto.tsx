import { useState } from 'react';
import { problemOf } from './ActForm.tsx';
import { ask } from './api.ts';
import { t } from './texts.ts';

const longest_px = 1600;
const most_bytes = 700_000;

/** A photo of the site for the case. A phone's own file is too large for it: it is made smaller here. */
export const CasePhoto = ({ case_id, onDone }: { case_id: string; onDone: () => void }) => {
  const [state, setState] = useState<'idle' | 'sending' | 'sent'>('idle');
  const [problem, setProblem] = useState<string>();
  const send = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setState('sending');
    try {
      const content = await asBase64(await smaller(file));
      await ask('cases.attach', { case_id, name: `${t('site_photo')}.jpg`, content });
      setProblem(undefined);
      setState('sent');
      onDone();
    } catch (error) {
      setProblem(problemOf(error));
      setState('idle');
    }
  };
  return (
    <>
      <label className="button">
        {t(state === 'sending' ? 'sending_photo' : 'add_photo')}
        {state === 'sent' && ' ✓'}
        <input
          type="file"
          accept="image/*"
          capture="environment"
          className="hidden"
          onChange={(event) => void send(event.target.files?.[0])}
        />
      </label>
      {problem !== undefined && <p role="alert">{problem}</p>}
    </>
  );
};

const smaller = async (file: File): Promise<Blob> => {
  const picture = await createImageBitmap(file);
  for (let [side_px, quality] = [longest_px, 0.85]; ; side_px *= 0.8, quality = 0.75) {
    const scale = Math.min(1, side_px / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, 'image/jpeg', quality);
    });
    if (blob === null) throw new Error('this picture cannot be read');
    if (blob.size <= most_bytes) return blob;
  }
};

const asBase64 = async (blob: Blob): Promise<string> => {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  // In pieces: a call cannot take all bytes as arguments.
  for (let from = 0; from < bytes.length; from += 32_768)
    text += String.fromCharCode(...bytes.subarray(from, from + 32_768));
  return btoa(text);
};
