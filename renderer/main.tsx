import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { startI18n } from './app/i18n/index.ts';
import { chooseStation } from './app/transport/choose.ts';
import { Unreachable } from './app/transport/http.ts';
import { StationContext } from './station/context.ts';
import { VehicleStore } from './station/vehicle-store.ts';
import './ui/base.css';

const handles = {
  station: chooseStation(window),
  vehicles: new VehicleStore(
    (run) => requestAnimationFrame(run),
    () => performance.now(),
  ),
};

const cache = new QueryClient({
  defaultOptions: {
    queries: {
      // Events keep records current; a refusal stays one however often it is asked.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: (count, error) => error instanceof Unreachable && count < 3,
    },
  },
});

await startI18n();
const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <QueryClientProvider client={cache}>
    <StationContext value={handles}>
      <App />
    </StationContext>
  </QueryClientProvider>,
);
