import { constants, setPriority } from 'node:os';
import type { Logger } from '#common';

/** Judging and transcoding may take what recording and the live picture leave: on a busy machine it is they that wait. */
export const giveWay = (pid: number | undefined, logger: Logger): void => {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (error) {
    // It may have ended meanwhile; the next one is asked again.
    logger.warn({ pid, error: String(error) }, 'a helper keeps its priority');
  }
};
