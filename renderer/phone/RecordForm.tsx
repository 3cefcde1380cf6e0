import type { FieldRecord, Person } from '#common';
import { useEffect, useRef, useState } from 'react';
import { ask } from './api.ts';
import { PhotoField } from './PhotoField.tsx';
import { whereAmI } from './place.ts';
import { Signature } from './Signature.tsx';
import { Speak } from './Speak.tsx';
import { get, type LocalRecord, put } from './store.ts';
import { askForBackgroundSync, onWaiting, sync } from './sync.ts';
import { t, type Word } from './texts.ts';

const now_us = (): number => Date.now() * 1000;

const emptyRecord = (me: Person, alert_id: string | null): FieldRecord => ({
  id: crypto.randomUUID(),
  alert_id,
  site_id: null,
  begun_utc_us: now_us(),
  changed_utc_us: now_us(),
  place: null,
  supplied: 'unknown',
  worn: 'unknown',
  instructed: 'unknown',
  text: '',
  responsible: '',
  officers: [me.name, ''],
  refused_to_sign: false,
  signature_sha256: null,
  photos: [],
  state: 'draft',
});

/** Opens a record of this phone, or begins one; every change is on the disk before it is sent anywhere. */
const useRecord = (id: string, me: Person) => {
  const [local, setLocal] = useState<LocalRecord>();
  const writing = useRef<Promise<void>>(Promise.resolve());
  useEffect(() => {
    const begin = async (): Promise<void> => {
      if (!id.startsWith('new')) return setLocal(await get('records', id));
      const alert_id = id === 'new' ? null : id.slice('new-'.length);
      const record = { ...emptyRecord(me, alert_id), place: await whereAmI() };
      await put('records', {
        id: record.id,
        record,
        on_revision: 0,
        sent: false,
        conflict: null,
        overwrite: false,
      });
      location.replace(`#/record/${record.id}`);
      return undefined;
    };
    void begin();
  }, [id, me]);
  // What the station confirmed or contested meanwhile; what is being written here stays.
  useEffect(
    () =>
      onWaiting(() => {
        void get('records', id).then((kept) =>
          setLocal((shown) =>
            kept === undefined || shown === undefined ? shown : { ...kept, record: shown.record },
          ),
        );
      }),
    [id],
  );
  const change = (values: Partial<FieldRecord>): void => {
    if (local === undefined) return;
    const record = { ...local.record, ...values, changed_utc_us: now_us() };
    setLocal({ ...local, record, sent: false });
    writing.current = writing.current
      .then(async () => {
        const kept = (await get('records', id)) ?? local;
        await put('records', { ...kept, record, sent: false });
      })
      .then(() => sync());
    void askForBackgroundSync();
  };
  const settleConflict = async (mine: boolean): Promise<void> => {
    if (local === undefined || local.conflict === null) return;
    if (mine) {
      await put('records', { ...local, conflict: null, overwrite: true, sent: false });
    } else {
      const theirs = (await ask('records.list', { limit: 200 })).find(({ record }) => record.id === id);
      if (theirs === undefined) return;
      const taken = {
        ...local,
        record: theirs.record,
        on_revision: theirs.revision,
        conflict: null,
        sent: true,
      };
      await put('records', taken);
      setLocal(taken);
    }
    await sync();
  };
  return { local, change, settleConflict };
};

const questions: readonly ('supplied' | 'worn' | 'instructed')[] = ['supplied', 'worn', 'instructed'];
const choices: readonly (readonly ['yes' | 'no' | 'unknown', Word])[] = [
  ['yes', 'yes'],
  ['no', 'no'],
  ['unknown', 'not_known'],
];

const missingIn = (record: FieldRecord): Word[] => [
  ...(record.text.trim() === '' ? (['text'] as const) : []),
  ...(record.responsible.trim() === '' ? (['responsible'] as const) : []),
  ...(record.officers.some((name) => name.trim() === '') ||
  record.officers[0].trim() === record.officers[1].trim()
    ? (['two_officers'] as const)
    : []),
  ...(record.signature_sha256 === null && !record.refused_to_sign ? (['signature_or_refusal'] as const) : []),
];

export const RecordForm = ({ id, me }: { id: string; me: Person }) => {
  const { local, change, settleConflict } = useRecord(id, me);
  if (local === undefined) return <p className="empty" aria-busy="true" />;
  const { record, conflict } = local;
  const locked = record.state === 'done';
  const missing = missingIn(record);
  return (
    <form
      className="page"
      data-record={record.id}
      data-sent={local.sent}
      onSubmit={(event) => event.preventDefault()}
    >
      <h1>{t('record')}</h1>
      <p className="dim" role="status">
        {t('saved_here')} · {t(conflict !== null ? 'conflict' : local.sent ? 'saved_there' : 'sending')}
        {record.place !== null && ` · ${record.place.lat_deg.toFixed(5)}, ${record.place.lon_deg.toFixed(5)}`}
      </p>
      {conflict !== null && (
        <div className="conflict" role="alert">
          <p>
            {t('conflict_text')} {conflict.author}
          </p>
          {conflict.revision > 0 && (
            <button type="button" onClick={() => void settleConflict(true)}>
              {t('keep_mine')}
            </button>
          )}
          <button type="button" onClick={() => void settleConflict(false)}>
            {t('keep_theirs')}
          </button>
        </div>
      )}
      <fieldset disabled={locked}>
        {questions.map((question) => (
          <div key={question} role="radiogroup" aria-label={t(question)} className="choice">
            <span>{t(question)}</span>
            <div>
              {choices.map(([value, word]) => (
                <button
                  key={value}
                  type="button"
                  role="radio"
                  aria-checked={record[question] === value}
                  onClick={() => change({ [question]: value })}
                >
                  {t(word)}
                </button>
              ))}
            </div>
          </div>
        ))}
        <label>
          {t('text')}
          <textarea
            rows={5}
            maxLength={20_000}
            value={record.text}
            onChange={(event) => change({ text: event.target.value })}
          />
        </label>
        <Speak onWords={(words) => change({ text: `${record.text}${words}` })} />
        <PhotoField photos={record.photos} onChange={(photos) => change({ photos: [...photos] })} />
        <label>
          {t('responsible')}
          <input
            value={record.responsible}
            maxLength={100}
            onChange={(event) => change({ responsible: event.target.value })}
          />
        </label>
        <label>
          {t('officer_1')}
          <input
            value={record.officers[0]}
            maxLength={64}
            onChange={(event) => change({ officers: [event.target.value, record.officers[1]] })}
          />
        </label>
        <label>
          {t('officer_2')}
          <input
            value={record.officers[1]}
            maxLength={64}
            onChange={(event) => change({ officers: [record.officers[0], event.target.value] })}
          />
        </label>
        <Signature
          sha256={record.signature_sha256}
          onSigned={(signature_sha256) => change({ signature_sha256 })}
        />
        <label className="check">
          <input
            type="checkbox"
            checked={record.refused_to_sign}
            onChange={(event) => change({ refused_to_sign: event.target.checked })}
          />
          {t('refused')}
        </label>
      </fieldset>
      {locked ? (
        <p role="status">{t('finished')}</p>
      ) : (
        <>
          {missing.length > 0 && (
            <p className="dim">{t('finish_missing', { what: missing.map((word) => t(word)).join('、') })}</p>
          )}
          <button
            type="button"
            className="primary"
            disabled={missing.length > 0}
            onClick={() => change({ state: 'done' })}
          >
            {t('finish')}
          </button>
        </>
      )}
    </form>
  );
};
