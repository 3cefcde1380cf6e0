import type { Fault, PictureJob } from '#common';
import type { KeptFile } from '#missions';

/** What is fetched and wanted of one aircraft. */
export type Work = {
  was_armed: boolean;
  /** Since its pictures were last looked for. */
  has_landed: boolean;
  /** Somebody or the settings want its pictures. */
  wanted: boolean;
  /** Its folder is to be looked through first. */
  look: boolean;
  listing: boolean;
  now: PictureJob['now'];
  fault: Fault | null;
  /** Steady clock. */
  rests_until_us: number;
  /** The file that was cut off, to go on with. */
  kept: KeptFile & { path: string };
  running: Promise<void> | null;
};

export const nothingToDo = (): Work => ({
  was_armed: false,
  has_landed: false,
  wanted: false,
  look: false,
  listing: false,
  now: null,
  fault: null,
  rests_until_us: 0,
  kept: { path: '', file: null },
  running: null,
});
