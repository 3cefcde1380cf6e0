import { type PointerEvent, useRef, useState } from 'react';
import { put, sha256Of } from './store.ts';
import { t } from './texts.ts';

/** A signature by finger; kept as PNG under its hash once the finger is lifted. */
export const Signature = ({
  sha256,
  onSigned,
}: {
  sha256: string | null;
  onSigned: (sha256: string | null) => void;
}) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drawing, setDrawing] = useState(false);
  const at = (event: PointerEvent<HTMLCanvasElement>): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    const { width, height } = event.currentTarget;
    return [
      ((event.clientX - box.left) / box.width) * width,
      ((event.clientY - box.top) / box.height) * height,
    ];
  };
  const down = (event: PointerEvent<HTMLCanvasElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const pen = event.currentTarget.getContext('2d');
    if (pen === null) return;
    pen.lineWidth = 4;
    pen.lineCap = 'round';
    pen.strokeStyle = '#000';
    pen.beginPath();
    pen.moveTo(...at(event));
    setDrawing(true);
  };
  const move = (event: PointerEvent<HTMLCanvasElement>): void => {
    const pen = event.currentTarget.getContext('2d');
    if (!drawing || pen === null) return;
    pen.lineTo(...at(event));
    pen.stroke();
  };
  const keep = async (): Promise<void> => {
    setDrawing(false);
    const blob = await new Promise<Blob | null>((resolve) => {
      if (canvas.current === null) resolve(null);
      else canvas.current.toBlob(resolve, 'image/png');
    });
    if (blob === null) return;
    const hash = await sha256Of(blob);
    await put('files', { sha256: hash, blob, report_token: null });
    onSigned(hash);
  };
  const clear = (): void => {
    const { current } = canvas;
    current?.getContext('2d')?.clearRect(0, 0, current.width, current.height);
    onSigned(null);
  };
  return (
    <div className="signature">
      <span>
        {t('signature')} {sha256 !== null && '✓'}
      </span>
      <canvas
        ref={canvas}
        width={640}
        height={240}
        aria-label={t('sign_here')}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={() => void keep()}
      />
      <button type="button" className="quiet" onClick={clear}>
        {t('clear')}
      </button>
    </div>
  );
};
