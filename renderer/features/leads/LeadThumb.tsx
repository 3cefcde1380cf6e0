import type { Box, Lead } from '#common';
import { useTexts } from '../../app/i18n/index.ts';
import { useSuspicionWords } from '../../ui/suspicion-words.ts';
import { cropTo } from './crop.ts';
import { stillUrl } from './lead-files.ts';
import { StillImage } from './StillImage.tsx';
import './leads.css';

type Props = { lead: Lead; width: number; height: number; part?: 'person' | 'head' };

/** The person of a lead, or the head enlarged, cut out of its still. */
export const LeadThumb = ({ lead, width, height, part = 'person' }: Props) => {
  const { t } = useTexts();
  const wordsOf = useSuspicionWords();
  const { box, head_box, item, width_px, height_px } = lead.suspicion;
  const url = stillUrl(lead);
  if (url === undefined) {
    return (
      <span className="thumb thumb-empty" style={{ width, height }}>
        {t('leads.still_waiting')}
      </span>
    );
  }
  // All of a facility.
  const whole = item === 'facility' ? box : upperBody(box);
  const shown: Box = part === 'person' ? whole : head_box;
  const crop = cropTo(shown, { width_px, height_px }, { width, height }, part === 'person' ? 0.1 : 0.35);
  return (
    <span className="thumb" style={{ width, height }}>
      <StillImage
        key={url}
        url={url}
        alt={t('leads.still_alt', wordsOf(lead.suspicion))}
        style={{
          left: crop.left,
          top: crop.top,
          width: crop.width,
          height: crop.height,
          imageRendering: part === 'head' && crop.scale > 2 ? 'pixelated' : 'auto',
        }}
      />
    </span>
  );
};

/** The upper half tells more of a mask than the boots do. */
const upperBody = ([x, y, width, height]: Box): Box => [x, y, width, Math.min(height, width * 1.4)];
