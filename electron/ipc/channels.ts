/**
 * Every channel between page and main process. The page asks on `asks`, the main process tells on `tells`.
 * No imports: the sandboxed preload carries this file with it.
 */
export const asks = {
  call: 'landun:call',
  eventsOpen: 'landun:events-open',
  eventsClose: 'landun:events-close',
  liveOpen: 'landun:live-open',
  liveTaken: 'landun:live-taken',
  liveClose: 'landun:live-close',
} as const;
export type AskChannel = (typeof asks)[keyof typeof asks];

export const tells = {
  event: 'landun:event',
  live: 'landun:live',
} as const;
export type TellChannel = (typeof tells)[keyof typeof tells];
