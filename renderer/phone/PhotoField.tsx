import type { FieldPhoto } from '#common';
import { useEffect, useState } from 'react';
import { whereAmI } from './place.ts';
import { get, put, sha256Of } from './store.ts';
import { t } from './texts.ts';
import { timeOf } from './words.ts';

type Props = { photos: readonly FieldPhoto[]; onChange: (photos: readonly FieldPhoto[]) => void };

/** Pictures and films: hash, time and place are taken the moment they are, and the bytes are kept before they are listed. */
export const PhotoField = ({ photos, onChange }: Props) => {
  const add = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const taken_utc_us = Date.now() * 1000;
    const sha256 = await sha256Of(file);
    await put('files', { sha256, blob: file, report_token: null });
    const photo = { sha256, bytes: file.size, type: file.type, taken_utc_us, place: await whereAmI() };
    onChange([...photos.filter((one) => one.sha256 !== sha256), photo]);
  };
  return (
    <div className="photos" aria-label={t('photos')} role="group">
      <span>{t('photos')}</span>
      <ul>
        {photos.map((photo) => (
          <li key={photo.sha256}>
            <Thumb photo={photo} />
            <small>{t('taken', { time: timeOf(photo.taken_utc_us), hash: photo.sha256.slice(0, 8) })}</small>
            <button
              type="button"
              className="quiet"
              aria-label={`${t('remove')} ${photo.sha256.slice(0, 8)}`}
              onClick={() => onChange(photos.filter((one) => one.sha256 !== photo.sha256))}
            >
              {t('remove')}
            </button>
          </li>
        ))}
      </ul>
      <label className="button">
        {t('take_photo')}
        <input
          type="file"
          accept="image/*,video/*"
          capture="environment"
          className="hidden"
          onChange={(event) => void add(event.target.files?.[0])}
        />
      </label>
    </div>
  );
};

const Thumb = ({ photo }: { photo: FieldPhoto }) => {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    let made: string | undefined;
    void get('files', photo.sha256).then((file) => {
      if (file === undefined || !photo.type.startsWith('image/')) return;
      made = URL.createObjectURL(file.blob);
      setAddress(made);
    });
    return () => {
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [photo]);
  return address === undefined ? (
    <span className="thumb">{photo.type.split('/')[0]}</span>
  ) : (
    <img className="thumb" src={address} alt="" />
  );
};
