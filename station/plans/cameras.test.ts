import { describe, expect, it } from 'vitest';
import {
  cameraLibrary,
  cameraSchema,
  type ListedCamera,
  shippedCameras,
  unverifiedFigures,
  unwrap,
} from '#common';
import { addPerson, openTestStore } from '../testing/fixtures.ts';
import { Cameras } from './cameras.ts';

const measured: Omit<ListedCamera, 'own'> = {
  camera: {
    ...{ id: 'own-h20', name: 'H20 实测', kind: 'video', sensor_width_mm: 7.41, width_px: 3840 },
    ...{ height_px: 2160, focal_min_mm: 6.83, focal_max_mm: 119.94, rate_hz: 29.97, exposure_s: 0.001 },
  },
  sources: {
    ...{ sensor_width_mm: '2 m 标尺，2026-11-20', width_px: 'ffprobe', height_px: 'ffprobe' },
    ...{ focal_mm: null, rate_hz: 'ffprobe' },
  },
};

describe('the camera library', () => {
  it('keeps own cameras before the shipped ones, changes and removes them, each an act in the ledger', async () => {
    const { database, ledger } = await openTestStore();
    const pilot = await addPerson(database, 'pilot', ['pilot']);
    const cameras = new Cameras({ database, ledger });
    expect(await cameras.list()).toEqual(shippedCameras);
    expect(unwrap(await cameras.save(measured, pilot))[0]).toEqual({ ...measured, own: true });
    const wider = { ...measured, camera: { ...measured.camera, sensor_width_mm: 7.5 } };
    const saved = unwrap(await cameras.save(wider, pilot));
    expect(saved).toHaveLength(shippedCameras.length + 1);
    expect(saved[0]?.camera.sensor_width_mm).toBe(7.5);
    expect(unverifiedFigures(measured.camera, saved)).toEqual(['focal_mm']);
    expect(unwrap(await cameras.remove('own-h20', pilot))).toEqual(shippedCameras);
    expect(await cameras.remove('own-h20', pilot)).toMatchObject({ error: { code: 'NOT_FOUND' } });
    const acts = await database.selectFrom('ledger').select('action').execute();
    expect(acts.map(({ action }) => action)).toEqual(['camera.save', 'camera.save', 'camera.remove']);
  });

  it('refuses to put an own camera in the place of a shipped one, and a lens that zooms backwards', async () => {
    const { database, ledger } = await openTestStore();
    const pilot = await addPerson(database, 'pilot', ['pilot']);
    const cameras = new Cameras({ database, ledger });
    const [shipped] = cameraLibrary;
    if (shipped === undefined) throw new Error('no shipped camera');
    expect(await cameras.save({ ...measured, camera: shipped }, pilot)).toMatchObject({
      error: { code: 'STATE_CONFLICT' },
    });
    const backwards = { ...measured.camera, focal_max_mm: 1 };
    expect(cameraSchema.safeParse(backwards).error?.issues[0]?.path).toEqual(['focal_max_mm']);
  });

  it('says of every shipped figure what it rests on, or that nobody verified it', () => {
    for (const { camera, sources } of shippedCameras) {
      expect(Object.keys(sources).toSorted(), camera.id).toEqual([
        'focal_mm',
        'height_px',
        'rate_hz',
        'sensor_width_mm',
        'width_px',
      ]);
      expect(unverifiedFigures(camera, shippedCameras).length, camera.id).toBe(
        camera.id === 'landun-sample' ? 0 : 5,
      );
    }
  });
});
