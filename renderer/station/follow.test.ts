import type { Client, Lead, StationEvent } from '#common';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';
import type { StationClient } from './client.ts';
import { followStation } from './follow.ts';
import { VehicleStore } from './vehicle-store.ts';

type Told = Pick<Lead, 'id' | 'clip_state'>;

/** A station whose answers to `leads.get` the test releases by hand. */
const fakeStation = () => {
  const answers: ((lead: Told) => void)[] = [];
  let tell: (event: StationEvent) => void = () => undefined;
  const station: Pick<StationClient, 'onEvent' | 'onConnection'> = {
    onEvent: (listener) => {
      tell = listener;
      return () => undefined;
    },
    onConnection: () => () => undefined,
  };
  const ask = () => new Promise<Told>((resolve) => answers.push(resolve));
  return { station, answers, ask, tell: (lead: Told) => tell({ type: 'lead', lead: lead as Lead }) };
};

it('an answer made before an event does not undo it', async () => {
  const { station, answers, ask, tell } = fakeStation();
  const cache = new QueryClient();
  const vehicles = new VehicleStore(
    (run) => run(),
    () => 0,
  );
  const never: Client = () => new Promise(() => undefined);
  const off = followStation(
    { ...station, call: never, openLive: () => () => undefined },
    cache,
    vehicles,
    () => undefined,
  );
  const observer = new QueryObserver<Told>(cache, {
    queryKey: ['leads.get', { lead_id: 'a' }],
    queryFn: ask,
  });
  const unsubscribe = observer.subscribe(() => undefined);
  expect(answers).toHaveLength(1);

  // The clip is sealed while the first answer, which says that it is not, is on its way.
  tell({ id: 'a', clip_state: 'sealed' });
  answers[0]?.({ id: 'a', clip_state: 'waiting' });
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.({ id: 'a', clip_state: 'sealed' });
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toEqual({ id: 'a', clip_state: 'sealed' }));
  unsubscribe();
  off();
});
