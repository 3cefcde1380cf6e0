import type { Person } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { AlertToasts } from '../features/alerts/AlertToasts.tsx';
import { AlertsPage } from '../features/alerts/AlertsPage.tsx';
import { ChannelsPage } from '../features/channels/ChannelsPage.tsx';
import { CustodyPage } from '../features/custody/CustodyPage.tsx';
import { CasesPage } from '../features/cases/CasesPage.tsx';
import { DoctorPage } from '../features/doctor/DoctorPage.tsx';
import { ParametersPage } from '../features/parameters/ParametersPage.tsx';
import { LeadsPage } from '../features/leads/LeadsPage.tsx';
import { LedgerPage } from '../features/ledger/LedgerPage.tsx';
import { PeoplePage } from '../features/people/PeoplePage.tsx';
import { FlightLogPage } from '../features/flightlog/FlightLogPage.tsx';
import { RegistryPage } from '../features/registry/RegistryPage.tsx';
import { SearchPage } from '../features/search/SearchPage.tsx';
import { StreamsPage } from '../features/streams/StreamsPage.tsx';
import { useStation, useVehicleStore } from '../station/context.ts';
import { followStation } from '../station/follow.ts';
import { Notice } from '../ui/Notice.tsx';
import { Header, LostBar } from './Header.tsx';
import { useTexts } from './i18n/index.ts';
import { firstPage, isPageName, type PageName, pagesFor } from './pages.ts';
import type { Route } from './router.ts';

// The map is half of the program: who reviews does not wait for it.
const FlyPage = lazy(async () => ({ default: (await import('../features/fly/FlyPage.tsx')).FlyPage }));

const SitesPage = lazy(async () => ({
  default: (await import('../features/sites/SitesPage.tsx')).SitesPage,
}));

const PlanPage = lazy(async () => ({ default: (await import('../features/plan/PlanPage.tsx')).PlanPage }));

export const Shell = ({ me, route }: { me: Person; route: Route }) => {
  const { t } = useTexts();
  const station = useStation();
  const vehicles = useVehicleStore();
  const cache = useQueryClient();
  useEffect(() => {
    const stop = followStation(
      station,
      cache,
      vehicles,
      () => void cache.resetQueries({ queryKey: ['session.me'] }),
    );
    return () => {
      stop();
      vehicles.clear();
    };
  }, [station, cache, vehicles, me.id]);

  const wanted = route.path[0];
  const page = isPageName(wanted) ? wanted : firstPage(me.roles);
  return (
    <div className="shell">
      <Header me={me} page={page} />
      <LostBar />
      <AlertToasts me={me} flying={page === 'fly'} />
      <main className="page">
        {pagesFor(me.roles).includes(page) ? (
          <Suspense fallback={<Notice title={t('common.loading')} />}>
            <Page page={page} me={me} route={route} />
          </Suspense>
        ) : (
          <Notice title={t('menu.not_for_you')} hint={t('menu.not_for_you_hint')} />
        )}
      </main>
    </div>
  );
};

const Page = ({ page, me, route }: { page: PageName; me: Person; route: Route }) => {
  switch (page) {
    case 'fly':
      return <FlyPage me={me} mission_id={route.query['mission']} />;
    case 'plan':
      return <PlanPage me={me} plan_id={route.path[1]} />;
    case 'parameters':
      return <ParametersPage me={me} />;
    case 'leads':
      return <LeadsPage me={me} lead_id={route.path[1]} query={route.query} />;
    case 'cases':
      return <CasesPage me={me} case_id={route.path[1]} view={route.query['view']} />;
    case 'search':
      return <SearchPage me={me} query={route.query} />;
    case 'sites':
      return <SitesPage me={me} path={route.path.slice(1)} query={route.query} />;
    case 'alerts':
      return <AlertsPage me={me} />;
    case 'streams':
      return <StreamsPage me={me} />;
    case 'ledger':
      return <LedgerPage />;
    case 'custody':
      return <CustodyPage me={me} />;
    case 'flights':
      return <FlightLogPage me={me} />;
    case 'registry':
      return <RegistryPage />;
    case 'people':
      return <PeoplePage me={me} welcome={route.query['welcome'] === '1'} />;
    case 'channels':
      return <ChannelsPage />;
    case 'doctor':
      return <DoctorPage />;
    default:
      return page satisfies never;
  }
};
