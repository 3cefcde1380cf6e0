export { createApp } from './http/app.ts';
export { createMetrics } from './http/metrics.ts';
export { findMavlinkRouter } from './cli/router/prepare-router.ts';
