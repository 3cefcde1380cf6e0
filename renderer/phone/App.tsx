import type { Person } from '#common';
import { useEffect, useState } from 'react';
import { AlertDetail } from './AlertDetail.tsx';
import { AlertList } from './AlertList.tsx';
import { ask, Refused } from './api.ts';
import { LinkPage } from './LinkPage.tsx';
import { Me } from './Me.tsx';
import { PairPage } from './PairPage.tsx';
import { RecordForm } from './RecordForm.tsx';
import { RecordList } from './RecordList.tsx';
import { ReportPage } from './ReportPage.tsx';
import { onWaiting, type Waiting } from './sync.ts';
import { TaskDetail } from './TaskDetail.tsx';
import { Tasks } from './Tasks.tsx';
import { t, type Word } from './texts.ts';
import { useAlerts } from './use-alerts.ts';

const useHash = (): string[] => {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const heard = (): void => setHash(location.hash);
    addEventListener('hashchange', heard);
    return () => removeEventListener('hashchange', heard);
  }, []);
  return hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
};

const remembered = 'landun.me';

/** Who this phone belongs to; remembered, so that it opens without a network too. */
const useMe = (): [Person | null | undefined, () => void] => {
  const [me, setMe] = useState<Person | null | undefined>(() => {
    const text = localStorage.getItem(remembered);
    return text === null ? undefined : (JSON.parse(text) as Person);
  });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    ask('session.me', {})
      .then((person) => {
        localStorage.setItem(remembered, JSON.stringify(person));
        setMe(person);
      })
      .catch((error: unknown) => {
        if (!(error instanceof Refused)) return;
        localStorage.removeItem(remembered);
        setMe(null);
      });
  }, [asked]);
  return [me, () => setAsked((count) => count + 1)];
};

export const App = () => {
  const [page = '', id = ''] = useHash();
  const [me, askAgain] = useMe();
  if (page === 'pair') return <PairPage code={id} onPaired={askAgain} />;
  if (page === 'a') return <LinkPage token={id} me={me ?? undefined} />;
  if (page === 'r') return <ReportPage token={id} />;
  if (me === null) {
    return (
      <main className="centre">
        <img src="./icon.svg" alt="" width="72" height="72" />
        <h1>{t('not_paired')}</h1>
        <p>{t('not_paired_hint')}</p>
      </main>
    );
  }
  if (me === undefined) return <main className="centre" aria-busy="true" />;
  return <Signed me={me} page={page} id={id} />;
};

const tabs: readonly (readonly [string, Word])[] = [
  ['alerts', 'alerts'],
  ['tasks', 'tasks'],
  ['records', 'record'],
  ['me', 'me'],
];

const Signed = ({ me, page, id }: { me: Person; page: string; id: string }) => {
  const alerts = useAlerts();
  const [waiting, setWaiting] = useState<Waiting>({ count: 0, online: navigator.onLine });
  useEffect(() => onWaiting(setWaiting), []);
  const open = alerts.filter(({ state }) => state !== 'acknowledged').length;
  const shown = tabs.some(([name]) => name === page) || page === 'record' ? page : 'alerts';
  return (
    <div className="app">
      <header>
        <strong>{t('app')}</strong>
        <span role="status" data-online={waiting.online} data-waiting={waiting.count}>
          {waiting.online
            ? waiting.count === 0
              ? t('all_sent')
              : t('waiting', { n: waiting.count })
            : t('offline')}
        </span>
      </header>
      <main>
        {shown === 'alerts' && id === '' && <AlertList alerts={alerts} />}
        {shown === 'alerts' && id !== '' && (
          <AlertDetail key={id} alert={alerts.find((one) => one.id === id)} me={me} />
        )}
        {shown === 'tasks' && id === '' && <Tasks me_id={me.id} />}
        {shown === 'tasks' && id !== '' && <TaskDetail key={id} case_id={id} me={me} />}
        {shown === 'records' && <RecordList />}
        {shown === 'record' && <RecordForm key={id} id={id} me={me} />}
        {shown === 'me' && <Me me={me} />}
      </main>
      <nav aria-label={t('app')}>
        {tabs.map(([name, word]) => (
          <a key={name} href={`#/${name}`} aria-current={name === shown ? 'page' : undefined}>
            {t(word)}
            {name === 'alerts' && open > 0 && <b>{open}</b>}
          </a>
        ))}
      </nav>
    </div>
  );
};
