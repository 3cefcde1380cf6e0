import type { OrderReadBack, VehicleOrder, VehicleState } from '#common';
import { type MessageName, messageId } from '../mavlink/index.ts';

/** What an aircraft should report once it has done what it was told. */
export type Expectation = {
  /** As words and figures of the error that says it was not done. */
  readonly asked: string;
  readonly within_ms: number;
  /** Asked for while waiting; empty for what streams by itself. */
  readonly request: readonly number[];
  /** Null while nothing was reported since the order; an autopilot's ACK is no report. */
  readonly reported: (state: VehicleState) => Report | null;
};
export type Report = {
  readonly agrees: boolean;
  readonly value: string;
  /** Changes with each report. */
  readonly sample: object;
};

/** Of the whole range of the lens. */
const ZOOM_TOLERANCE_PERCENT = 3;
const PITCH_TOLERANCE_DEG = 3;
const YAW_TOLERANCE_DEG = 6;
/** A slow lens goes from end to end, a slow gimbal half around. */
const ZOOM_WITHIN_MS = 10_000;
const GIMBAL_WITHIN_MS = 8000;
const CAPTURE_WITHIN_MS = 8000;

const ids = (...names: MessageName[]): number[] => names.map((name) => messageId(name));
const figure = (value: number): string => String(Math.round(value * 10) / 10);
const apart_deg = (a: number, b: number): number => Math.abs(((((a - b + 180) % 360) + 360) % 360) - 180);

/**
 * What to wait for after an order was acknowledged: an ACK says that it was understood, not that the lens moved.
 * `before` is the state when the order went out. Null for orders that no message answers, and where this aircraft
 * has never reported what would answer it.
 */
export const expectationOf = (order: VehicleOrder, before: VehicleState): Expectation | null => {
  const { camera } = before;
  switch (order.order) {
    case 'zoom':
      return camera === null || camera.zoom === null
        ? null
        : {
            asked: `${figure(order.percent)} %`,
            within_ms: ZOOM_WITHIN_MS,
            request: ids('CAMERA_SETTINGS'),
            reported: ({ camera: now }) =>
              now === null || now.zoom === null || now.zoom === camera.zoom
                ? null
                : {
                    agrees: Math.abs(now.zoom.percent - order.percent) <= ZOOM_TOLERANCE_PERCENT,
                    value: `${figure(now.zoom.percent)} %`,
                    sample: now.zoom,
                  },
          };
    case 'record':
      return captureReport(before, order.on ? 'on' : 'off', ({ recording }) => ({
        agrees: recording === order.on,
        value: recording ? 'on' : 'off',
      }));
    case 'photo': {
      const images = camera?.capture?.images ?? null;
      return images === null
        ? null
        : captureReport(before, `${images + 1}`, (now) => ({
            agrees: (now.images ?? 0) > images,
            value: String(now.images),
          }));
    }
    case 'gimbal':
      return before.gimbal === null ? null : gimbalReport(order, before);
    default:
      return null;
  }
};

type Capture = NonNullable<NonNullable<VehicleState['camera']>['capture']>;

const captureReport = (
  { camera }: VehicleState,
  asked: string,
  read: (capture: Capture) => Pick<Report, 'agrees' | 'value'>,
): Expectation | null =>
  camera === null || camera.capture === null
    ? null
    : {
        asked,
        within_ms: CAPTURE_WITHIN_MS,
        request: ids('CAMERA_CAPTURE_STATUS'),
        reported: ({ camera: now }) =>
          now === null || now.capture === null || now.capture === camera.capture
            ? null
            : { ...read(now.capture), sample: now.capture },
      };

const gimbalReport = (
  { pitch_deg, yaw_deg }: Extract<VehicleOrder, { order: 'gimbal' }>,
  before: VehicleState,
): Expectation => ({
  asked: yaw_deg === undefined ? `${figure(pitch_deg)}°` : `${figure(pitch_deg)}° / ${figure(yaw_deg)}°`,
  within_ms: GIMBAL_WITHIN_MS,
  request: [],
  reported: ({ gimbal }) =>
    gimbal === null || gimbal === before.gimbal
      ? null
      : {
          agrees:
            Math.abs(gimbal.pitch_deg - pitch_deg) <= PITCH_TOLERANCE_DEG &&
            // Without an order for it, yaw follows the nose.
            (yaw_deg === undefined || apart_deg(gimbal.yaw_deg, yaw_deg) <= YAW_TOLERANCE_DEG),
          value:
            yaw_deg === undefined
              ? `${figure(gimbal.pitch_deg)}°`
              : `${figure(gimbal.pitch_deg)}° / ${figure(gimbal.yaw_deg)}°`,
          sample: gimbal,
        },
});

/** Whether anything could answer the order at all. */
const isReadBack = (order: VehicleOrder['order']): boolean =>
  order === 'zoom' || order === 'record' || order === 'photo' || order === 'gimbal';

export const untold = (order: VehicleOrder['order']): OrderReadBack =>
  isReadBack(order) ? 'silent' : 'none';
