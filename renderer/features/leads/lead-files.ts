import type { Lead, leadFiles } from '#common';

/** The address of a lead's file on the station that served this page. */
export const leadFileUrl = (lead_id: string, file: (typeof leadFiles)[number]): string =>
  `/files/leads/${encodeURIComponent(lead_id)}/${file}`;

/** A sealed still never changes; its address carries its hash, so that a retry is another address. */
export const stillUrl = (lead: Lead): string | undefined =>
  lead.still === null ? undefined : `${leadFileUrl(lead.id, 'still.jpg')}?${lead.still.sha256.slice(0, 12)}`;

export const clipUrl = (lead: Lead): string | undefined =>
  lead.clip === null ? undefined : `${leadFileUrl(lead.id, 'clip.mp4')}?${lead.clip.sha256.slice(0, 12)}`;
