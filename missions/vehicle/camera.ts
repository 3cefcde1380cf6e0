import type { CameraState } from '#common';
import type { Message, MessageName, MessageOf } from '../mavlink/index.ts';

/** Messages of the camera protocol v2 that say what a camera is and does. */
const cameraMessages: ReadonlySet<MessageName> = new Set([
  'CAMERA_INFORMATION',
  'CAMERA_SETTINGS',
  'CAMERA_CAPTURE_STATUS',
  'CAMERA_FOV_STATUS',
]);
export const isCameraMessage = (name: MessageName): boolean => cameraMessages.has(name);

const first = (component_id: number): CameraState => ({
  component_id,
  vendor: '',
  model: '',
  known: false,
  focal_mm: null,
  sensor_width_mm: null,
  width_px: null,
  mode: null,
  zoom: null,
  hfov: null,
  capture: null,
});

const decoder = new TextDecoder();
/** Zero-terminated, and whatever else a camera put there made harmless. */
const nameOf = (bytes: readonly number[]): string => {
  const end = bytes.indexOf(0);
  const text = decoder.decode(Uint8Array.from(end < 0 ? bytes : bytes.slice(0, end)));
  return text.replaceAll(/[^\p{L}\p{N}\p{P} ]/gu, '').trim();
};

/** NaN and 0 are “not known” in CAMERA_INFORMATION. */
const positive = (value: number): number | null => (Number.isFinite(value) && value > 0 ? value : null);

/** CAMERA_MODE */
const modes: readonly CameraState['mode'][] = ['photo', 'video', 'survey'];

/**
 * What is known of the camera after one more message: the first camera heard is the aircraft's camera, others on
 * the same aircraft are left alone. Null while none was heard.
 */
export const cameraAfter = (
  before: CameraState | null,
  message: Message,
  component_id: number,
  utc_us: number,
): CameraState | null => {
  if (!isCameraMessage(message.name)) return before;
  if (before !== null && before.component_id !== component_id) return before;
  const camera = before ?? first(component_id);
  switch (message.name) {
    case 'CAMERA_INFORMATION':
      return { ...camera, ...informed(message), known: true };
    case 'CAMERA_SETTINGS':
      return {
        ...camera,
        mode: modes[message.mode_id] ?? null,
        zoom:
          message.zoomLevel >= 0 && message.zoomLevel <= 100
            ? { percent: message.zoomLevel, utc_us }
            : camera.zoom,
      };
    case 'CAMERA_FOV_STATUS':
      return message.hfov > 0 && message.hfov < 180
        ? { ...camera, hfov: { deg: message.hfov, utc_us } }
        : camera;
    case 'CAMERA_CAPTURE_STATUS':
      return {
        ...camera,
        capture: {
          recording: message.video_status === 1,
          // 1 takes one, 2 waits between two, 3 does both.
          taking: message.image_status !== 0,
          images: message.image_count >= 0 ? message.image_count : null,
          free_mib: positive(message.available_capacity),
          utc_us,
        },
      };
    default:
      return camera;
  }
};

const informed = (message: MessageOf<'CAMERA_INFORMATION'>): Partial<CameraState> => ({
  vendor: nameOf(message.vendor_name),
  model: nameOf(message.model_name),
  focal_mm: positive(message.focal_length),
  sensor_width_mm: positive(message.sensor_size_h),
  width_px: positive(message.resolution_h),
});
