import type { Box, Lead } from '#common';
import { Segmented } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { Notice } from '../../ui/Notice.tsx';
import { useSuspicionWords } from '../../ui/suspicion-words.ts';
import { verdictMarks } from '../../ui/verdict-marks.ts';
import { LeadThumb } from './LeadThumb.tsx';
import { stillUrl } from './lead-files.ts';
import { StillImage } from './StillImage.tsx';

/** The whole still with the person and head that it is about; at native pixels it opens on the head. A report names neither. */
export const StillView = ({ lead }: { lead: Lead }) => {
  const { t } = useTexts();
  const [native, setNative] = useState(true);
  const scroller = useRef<HTMLDivElement>(null);
  const wordsOf = useSuspicionWords();
  const { box, head_box, item, state, width_px, height_px } = lead.suspicion;
  const url = stillUrl(lead);
  const ratio = devicePixelRatio;

  useEffect(() => {
    const view = scroller.current;
    if (view === null || !native) return;
    // A little above the middle: what is worn lies below the top of the head.
    view.scrollLeft = (head_box[0] + head_box[2] / 2) / ratio - view.clientWidth / 2;
    view.scrollTop = (head_box[1] + head_box[3] / 2) / ratio - view.clientHeight * 0.4;
  }, [native, head_box, ratio, url]);

  if (url === undefined) return <Notice title={t('leads.still_waiting')} />;
  const { color, dash, width, symbol } = verdictMarks[state];
  const words = wordsOf(lead.suspicion);
  const line = {
    fill: 'none',
    stroke: color,
    strokeDasharray: dash.join(' '),
    vectorEffect: 'non-scaling-stroke',
  } as const;
  return (
    <div className="still">
      <div className="still-scroll" ref={scroller} data-native={native}>
        <div
          className="still-sheet"
          style={
            native
              ? { width: width_px / ratio, height: height_px / ratio }
              : { aspectRatio: `${width_px} / ${height_px}` }
          }
        >
          <StillImage key={url} url={url} alt={t('leads.still_alt', words)} />
          {!lead.report && (
            <svg viewBox={`0 0 ${width_px} ${height_px}`} aria-hidden="true">
              <rect x={box[0]} y={box[1]} width={box[2]} height={box[3]} {...line} strokeWidth={width} />
              <rect
                x={head_box[0]}
                y={head_box[1]}
                width={head_box[2]}
                height={head_box[3]}
                {...line}
                strokeWidth={1}
              />
            </svg>
          )}
          {item === 'facility' && (
            <span className="still-label" style={labelAt(box, width_px, height_px)}>
              <b style={{ color }}>{symbol}</b> {words.item} {words.state}
            </span>
          )}
        </div>
      </div>
      <div className="still-tools">
        <Segmented
          size="small"
          aria-label={t('leads.still')}
          value={native ? 'native' : 'fit'}
          onChange={(value) => setNative(value === 'native')}
          options={[
            { value: 'native', label: t('leads.native') },
            { value: 'fit', label: t('leads.fit') },
          ]}
        />
      </div>
      {!lead.report && item !== 'facility' && (
        <figure className="still-head">
          <LeadThumb lead={lead} width={148} height={148} part="head" />
          <figcaption>
            {t('leads.head_zoom')}{' '}
            <span className="num">{t('leads.px', { px: Math.round(lead.suspicion.head_px) })}</span>
          </figcaption>
        </figure>
      )}
    </div>
  );
};

/** Above the box, or in it where there is no room above. */
const labelAt = ([x, y]: Box, width_px: number, height_px: number) => ({
  left: `${(100 * Math.max(0, x)) / width_px}%`,
  top: `${(100 * Math.max(0, y)) / height_px}%`,
  transform: y > height_px / 20 ? 'translateY(calc(-100% - 4px))' : 'translate(4px, 4px)',
});
