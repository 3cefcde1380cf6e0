import { useEffect, useState } from 'react';
import { all, type LocalRecord } from './store.ts';
import { onWaiting } from './sync.ts';
import { t } from './texts.ts';
import { timeOf } from './words.ts';

export const RecordList = () => {
  const [records, setRecords] = useState<readonly LocalRecord[]>([]);
  useEffect(() => onWaiting(() => void all('records').then(setRecords)), []);
  const sorted = records.toSorted((a, b) => b.record.changed_utc_us - a.record.changed_utc_us);
  return (
    <>
      <h1>{t('record')}</h1>
      <a className="button primary" href="#/record/new">
        {t('new_record')}
      </a>
      {sorted.length === 0 && <p className="empty">{t('no_records')}</p>}
      <ul className="cards" aria-label={t('record')}>
        {sorted.map(({ id, record, sent, conflict }) => (
          <li key={id}>
            <a href={`#/record/${id}`} data-record-id={id} data-sent={sent}>
              <span>
                <strong>{record.text.slice(0, 40) || record.responsible || t('draft')}</strong>
                <small>
                  {timeOf(record.begun_utc_us)} · {t(record.state)} ·{' '}
                  {t(conflict !== null ? 'conflict' : sent ? 'saved_there' : 'sending')}
                </small>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
};
