import { type RefObject, useEffect, useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useStation } from '../../station/context.ts';
import { pointOf, type ShownFrame, type Spot } from './spot.ts';

type Props = {
  stream_id: string;
  spot: Spot;
  canvas: RefObject<HTMLCanvasElement | null>;
  shown: () => ShownFrame | undefined;
};

type Place = ReturnType<typeof pointOf>;

/** Often enough to stay on its place while the aircraft moves; the station works it out for the frame on screen. */
const again_ms = 200;

/** The place somebody pointed at, where the frame on screen shows it. */
export const SpotMark = ({ stream_id, spot, canvas, shown }: Props) => {
  const { t } = useTexts();
  const { call } = useStation();
  const [at, setAt] = useState<Place>();
  const { lat_deg, lon_deg } = spot;

  useEffect(() => {
    let ended = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async (): Promise<void> => {
      const frame = shown();
      if (frame !== undefined) {
        const { epoch, pts_us } = frame;
        try {
          const { pixel } = await call('streams.pixel', { stream_id, epoch, pts_us, lat_deg, lon_deg });
          if (ended || canvas.current === null) return;
          const { width, height } = canvas.current.getBoundingClientRect();
          setAt(pixel === null ? undefined : pointOf(frame, { width, height }, pixel));
        } catch {
          // The connection is told of elsewhere; a mark that may be wrong is not shown.
          setAt(undefined);
        }
      }
      if (!ended) timer = setTimeout(() => void look(), again_ms);
    };
    void look();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [call, canvas, lat_deg, lon_deg, shown, stream_id]);

  if (at === undefined || !at.inside)
    return <span className="live-spot-outside">{t('sight.spot_outside')}</span>;
  return (
    <span className="live-spot" style={{ left: at.x, top: at.y }} role="img" aria-label={t('sight.spot')}>
      {spot.error_m !== undefined && (
        <small>{t('sight.spot_error', { error: spot.error_m.toFixed(1) })}</small>
      )}
    </span>
  );
};
