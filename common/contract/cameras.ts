import { z } from 'zod';
import { type Camera, cameraSchema } from './plan.ts';

/** What a camera does in a plan; the exposure is a setting and not among them. */
export const cameraFigures = ['sensor_width_mm', 'width_px', 'height_px', 'focal_mm', 'rate_hz'] as const;
export type CameraFigure = (typeof cameraFigures)[number];

/** A camera to choose from, and what each of its figures rests on: a source, or null = nobody has verified it. */
export const listedCameraSchema = z.object({
  camera: cameraSchema,
  /** Kept at this station, thus editable. */
  own: z.boolean(),
  sources: z.record(z.enum(cameraFigures), z.string().max(200).nullable()),
});
export type ListedCamera = z.infer<typeof listedCameraSchema>;

/**
 * Cameras that squads fly, as commonly published: real focal lengths, and the sensor width from focal and equivalent
 * focal length. Not checked against each maker's data sheet, nor against the width a video mode really reads, and
 * marked so (`shippedCameras`): measure once with a scale before a plan is relied on. Exposure is what a bright day allows; edit it for shade.
 */
export const cameraLibrary: readonly Camera[] = [
  {
    id: 'landun-sample',
    name: 'Landun sample 1080p, 24.6°',
    kind: 'video',
    sensor_width_mm: 6.4,
    width_px: 1920,
    height_px: 1080,
    // f = w / (2 tan(24.6° / 2))
    focal_min_mm: 14.676,
    focal_max_mm: 14.676,
    rate_hz: 25,
    exposure_s: 1 / 500,
  },
  {
    id: 'dji-h20-zoom-4k',
    name: 'DJI Zenmuse H20/H20T zoom, 4K',
    kind: 'video',
    sensor_width_mm: 7.46,
    width_px: 3840,
    height_px: 2160,
    focal_min_mm: 6.83,
    focal_max_mm: 119.94,
    rate_hz: 30,
    exposure_s: 1 / 1000,
  },
  {
    id: 'dji-h30-zoom-4k',
    name: 'DJI Zenmuse H30/H30T zoom, 4K',
    kind: 'video',
    sensor_width_mm: 7.36,
    width_px: 3840,
    height_px: 2160,
    focal_min_mm: 7.1,
    focal_max_mm: 172,
    rate_hz: 30,
    exposure_s: 1 / 1000,
  },
  {
    id: 'dji-m30-zoom-4k',
    name: 'DJI Matrice 30/30T zoom, 4K',
    kind: 'video',
    sensor_width_mm: 6.4,
    width_px: 3840,
    height_px: 2160,
    focal_min_mm: 21,
    focal_max_mm: 75,
    rate_hz: 30,
    exposure_s: 1 / 1000,
  },
  {
    id: 'dji-m3e-wide-20mp',
    name: 'DJI Mavic 3 Enterprise wide, 20 MP stills',
    kind: 'stills',
    sensor_width_mm: 17.3,
    width_px: 5280,
    height_px: 3956,
    focal_min_mm: 12.29,
    focal_max_mm: 12.29,
    rate_hz: 1 / 0.7,
    exposure_s: 1 / 1600,
  },
  {
    id: 'dji-m3e-tele-12mp',
    name: 'DJI Mavic 3 Enterprise tele, 12 MP stills',
    kind: 'stills',
    sensor_width_mm: 6.4,
    width_px: 4000,
    height_px: 3000,
    focal_min_mm: 30,
    focal_max_mm: 30,
    rate_hz: 0.5,
    exposure_s: 1 / 1600,
  },
  {
    id: 'one-inch-20mp',
    name: '1″ 20 MP stills (Phantom 4 Pro class)',
    kind: 'stills',
    sensor_width_mm: 13.2,
    width_px: 5472,
    height_px: 3648,
    focal_min_mm: 8.8,
    focal_max_mm: 8.8,
    rate_hz: 0.5,
    exposure_s: 1 / 1600,
  },
  {
    id: 'generic-1080p-10x',
    name: '1080p 10× zoom gimbal (1/2.8″)',
    kind: 'video',
    sensor_width_mm: 5.37,
    width_px: 1920,
    height_px: 1080,
    focal_min_mm: 4.7,
    focal_max_mm: 47,
    rate_hz: 30,
    exposure_s: 1 / 500,
  },
];

const basedOn = (source: string | null): ListedCamera['sources'] => ({
  sensor_width_mm: source,
  width_px: source,
  height_px: source,
  focal_mm: source,
  rate_hz: source,
});

/** Sources of the shipped figures: none of the makers' data sheets has been compared yet, so theirs are unverified. */
export const shippedCameras: readonly ListedCamera[] = cameraLibrary.map((camera) => ({
  camera,
  own: false,
  sources: basedOn(camera.id === 'landun-sample' ? 'samples/sample-site.json' : null),
}));

/** Figures of a camera as it stands in a plan that rest on nothing known. */
export const unverifiedFigures = (
  camera: Camera,
  listed: readonly ListedCamera[],
): readonly CameraFigure[] => {
  const known = listed.find((each) => each.camera.id === camera.id);
  return cameraFigures.filter((figure) => (known?.sources[figure] ?? null) === null);
};
