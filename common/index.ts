export * from './contract/index.ts';
export * from './custody/index.ts';
export * from './support/clock.ts';
export * from './support/emitter.ts';
export * from './support/ids.ts';
export * from './support/logger.ts';
export * from './support/result.ts';
export * from './support/signal.ts';
