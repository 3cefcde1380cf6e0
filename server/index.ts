export { createApp } from './http/app.ts';
export { createMetrics } from './http/metrics.ts';
