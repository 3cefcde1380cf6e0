import type { Plan } from '#common';
import { HEIGHT_LIMIT_M } from './limits.ts';
import type { Note } from './note.ts';

/** YYYY-MM-DD: compares as text. */
export type Today = string;

/**
 * Licence, registration, identification, approval. What is missing a pilot may state and sign; what has expired
 * nobody may. An approval is needed above 120 m true height (无人驾驶航空器飞行管理暂行条例).
 */
export const checkPapers = (
  { papers }: Plan,
  today: Today,
  highest_m: number | null,
  { violate, state }: Note,
): void => {
  const { licence, registration, identification, approval } = papers;
  if (licence === null) violate('licence', 'PLAN_LICENCE_MISSING', { weight: 'sign' });
  else if (licence.expires_on < today)
    violate('licence', 'PLAN_LICENCE_EXPIRED', { details: { expires_on: licence.expires_on } });
  state('licence', licence === null ? {} : { ...licence }, 'stated');

  if (registration === null) violate('registration', 'PLAN_REGISTRATION_MISSING', { weight: 'sign' });
  state('registration', { number: registration }, 'stated');

  if (identification === null) violate('identification', 'PLAN_IDENTIFICATION_MISSING', { weight: 'sign' });
  state('identification', { by: identification }, 'stated');

  const needed = highest_m !== null && highest_m > HEIGHT_LIMIT_M;
  if (approval !== null && (approval.until < today || approval.from > today)) {
    violate('approval', 'PLAN_APPROVAL_EXPIRED', {
      details: { number: approval.number, from: approval.from, until: approval.until },
      weight: needed ? 'refuse' : 'sign',
    });
  } else if (needed && approval === null) {
    violate('approval', 'PLAN_APPROVAL_MISSING', { details: { height_m: Math.round(highest_m) } });
  }
  state('approval', { needed, ...(approval === null ? { number: null } : approval) }, 'stated');
};
