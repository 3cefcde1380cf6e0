export { anchorBox, anchorSchema } from './anchor.ts';
export { Fmp4Parser, parseFmp4 } from './parser.ts';
export type { Anchor, Fmp4Part, Fragment, Frame, Init } from './types.ts';
