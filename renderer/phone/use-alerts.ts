import type { Alert, StationEvent } from '#common';
import { useEffect, useState } from 'react';
import { ask } from './api.ts';
import { sync } from './sync.ts';

const remembered = 'landun.alerts';
const kept = 30;

/** The newest alerts, kept current by the station and remembered for when it cannot be reached. */
export const useAlerts = (): readonly Alert[] => {
  const [alerts, setAlerts] = useState<readonly Alert[]>(
    () => JSON.parse(localStorage.getItem(remembered) ?? '[]') as Alert[],
  );
  useEffect(() => {
    localStorage.setItem(remembered, JSON.stringify(alerts.slice(0, kept)));
  }, [alerts]);
  useEffect(() => {
    let ended = false;
    let socket: WebSocket | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let pause_ms = 1000;
    const connect = (): void => {
      socket = new WebSocket(
        `${location.protocol.replace('http', 'ws')}//${location.host}/ws/events?only=alert`,
      );
      socket.addEventListener('open', () => {
        pause_ms = 1000;
        // There is a network again: what waits need not wait for its next attempt.
        void sync();
        // What happened while nobody listened was told to nobody here.
        ask('alerts.list', { limit: kept })
          .then((listed) => setAlerts(listed))
          .catch(() => undefined);
      });
      socket.addEventListener('message', ({ data }) => {
        const event = JSON.parse(String(data)) as StationEvent;
        if (event.type !== 'alert') return;
        const { alert } = event;
        if (alert.state !== 'acknowledged') navigator.vibrate?.([300, 150, 300]);
        setAlerts((known) =>
          [alert, ...known.filter(({ id }) => id !== alert.id)].toSorted(
            (a, b) => b.queued_utc_us - a.queued_utc_us,
          ),
        );
      });
      socket.addEventListener('close', () => {
        if (ended) return;
        timer = setTimeout(connect, pause_ms);
        pause_ms = Math.min(15_000, pause_ms * 2);
      });
    };
    connect();
    return () => {
      ended = true;
      clearTimeout(timer);
      socket?.close();
    };
  }, []);
  return alerts;
};
