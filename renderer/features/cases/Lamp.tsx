import { type CaseClockName, type CaseLamp, clockWords, lampOf } from '#common';
import { useTexts } from '../../app/i18n/index.ts';
import { useNow_us } from '../../ui/use-now.ts';
import { longSpan } from './long-span.ts';
import './cases.css';

type Clock = {
  readonly clock: CaseClockName | null;
  readonly warn_utc_us: number | null;
  readonly due_utc_us: number | null;
  readonly paused: boolean;
};

/** Each colour has a shape of its own, for people who cannot tell colours apart. */
const shapes: Readonly<Record<CaseLamp, string>> = {
  green: '●',
  yellow: '▲',
  red: '■',
  paused: 'Ⅱ',
  none: '○',
};

/** 红黄绿灯 with what is due and how long that still is. */
export const Lamp = ({ of, brief = false }: { of: Clock; brief?: boolean }) => {
  const { t, pick } = useTexts();
  const now_us = useNow_us(1000);
  const lamp = lampOf(of, now_us);
  const { clock, due_utc_us } = of;
  const text =
    clock === null || due_utc_us === null || lamp === 'paused'
      ? t(`cases.lamp_${lamp}`)
      : t(now_us > due_utc_us ? 'cases.late' : 'cases.left', {
          clock: pick(clockWords[clock]),
          span: pick(longSpan(Math.abs(due_utc_us - now_us))),
        });
  return (
    <span className="case-lamp" data-lamp={lamp} title={`${t(`cases.lamp_${lamp}`)} · ${text}`}>
      <b aria-hidden="true">{shapes[lamp]}</b>
      {!brief && <span>{text}</span>}
    </span>
  );
};
