import { Counter, Histogram, type Registry, Summary } from 'prom-client';
import type { Station } from '#station';

const second_us = 1_000_000;
/** Quantiles over the last hour, in six parts. */
const window_s = { maxAgeSeconds: 3600, ageBuckets: 6 };

/** How fast alerts leave and are signed, as the program itself sees it. */
export const addAlertMetrics = (station: Station, registry: Registry): void => {
  const registers = [registry];
  const capture = new Summary({
    name: 'landun_alert_capture_to_request_seconds',
    help: 'From the capture of the confirming frame to the first request about it, p50 and p95',
    percentiles: [0.5, 0.95],
    ...window_s,
    registers,
  });
  const confirmed = new Histogram({
    name: 'landun_alert_confirmed_to_request_seconds',
    help: "From the detector's confirmation to the request of each channel",
    labelNames: ['channel'],
    buckets: [0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 3, 10],
    registers,
  });
  const signed = new Summary({
    name: 'landun_alert_acknowledged_seconds',
    help: 'From the alert to its signature, p50 and p95',
    percentiles: [0.5, 0.95],
    ...window_s,
    registers,
  });
  const escalated = new Counter({
    name: 'landun_alert_escalations_total',
    help: 'Alerts that went a step further unsigned',
    labelNames: ['level'],
    registers,
  });
  const levels = new Map<string, number>();
  station.onAlertRequest(({ channel_kind, capture_us, confirmed_us }) => {
    capture.observe(capture_us / second_us);
    if (confirmed_us !== undefined) confirmed.observe({ channel: channel_kind }, confirmed_us / second_us);
  });
  station.onEvent((event) => {
    if (event.type !== 'alert') return;
    const { id, level, acknowledged_utc_us, queued_utc_us } = event.alert;
    if (acknowledged_utc_us !== null) {
      if (levels.delete(id)) signed.observe((acknowledged_utc_us - queued_utc_us) / second_us);
      return;
    }
    if (level > (levels.get(id) ?? 0)) escalated.inc({ level: String(level) });
    levels.set(id, level);
  });
};
