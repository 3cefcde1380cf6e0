import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Station } from '#station';
import { streamGauges } from './stream-metrics.ts';
import { addAlertMetrics } from './alert-metrics.ts';

/** Prometheus figures of the running station. Nothing in them names a person. */
export const createMetrics = (station: Station): Registry => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const leads = new Counter({
    name: 'landun_leads_total',
    help: 'Leads raised',
    labelNames: ['item'],
    registers,
  });
  const lead_delay = new Histogram({
    name: 'landun_lead_delay_seconds',
    help: 'From the deciding frame to the lead being on disk',
    buckets: [0.25, 0.5, 1, 2, 3, 5, 8, 13],
    registers,
  });
  addAlertMetrics(station, registry);
  const live = new Gauge({
    name: 'landun_stream_live',
    help: '1 while the stream delivers fragments',
    labelNames: ['stream'],
    registers,
  });
  const tellStream = streamGauges(registers);
  station.onEvent((event) => {
    if (event.type === 'stream') {
      live.set({ stream: event.stream.id }, event.stream.status === 'live' ? 1 : 0);
      tellStream(event.stream);
    }
    // A lead is told again at each change; the first time it still waits for its clip.
    if (event.type === 'lead' && event.lead.clip_state === 'waiting' && event.lead.state === 'open') {
      leads.inc({ item: event.lead.suspicion.item });
      lead_delay.observe((event.lead.raised_utc_us - event.lead.frame_utc_us) / 1e6);
    }
  });
  return registry;
};
