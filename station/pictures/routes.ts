import { ok } from '#common';
import { type Handlers, signedIn } from '../call-table.ts';
import type { AircraftPictures } from './aircraft-pictures.ts';

export const pictureRoutes = (
  pictures: AircraftPictures,
): Handlers<'pictures.settings' | 'pictures.configure' | 'pictures.job' | 'pictures.fetch'> => ({
  'pictures.settings': async () => ok(await pictures.settings()),
  'pictures.configure': (input, context) => pictures.configure(input, signedIn(context)),
  'pictures.job': async ({ vehicle_id }) => ok(await pictures.job(vehicle_id)),
  'pictures.fetch': ({ vehicle_id }, context) => pictures.fetch(vehicle_id, signedIn(context)),
});
