export * from './bytes.ts';
export * from './canonical.ts';
export * from './chain.ts';
export * from './proofs.ts';
export * from './seal.ts';
export * from './signed.ts';
export * from './sm3.ts';
