import type { PlanBlockOf } from '#common';
import { DeleteOutlined } from '@ant-design/icons';
import { Button, InputNumber, Select } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { withoutPoint, withPoint } from './plan-state.ts';

type Points = PlanBlockOf<'points'>;
type Props = { block: Points; onBlock: (block: Points) => void };

const frames = ['relative', 'terrain', 'amsl'] as const;
/** Missions of other programs may have thousands; they are edited by their file. */
const most_rows = 100;

/** Every waypoint with its own height, what it counts from, and how long the aircraft stays. */
export const PointList = ({ block, onBlock }: Props) => {
  const { t } = useTexts();
  const { points } = block;
  if (points.length > most_rows)
    return <p className="plan-solution">{t('plan.points_many', { count: points.length })}</p>;
  return (
    <table className="plan-points">
      <thead>
        <tr>
          <th>#</th>
          <th>{t('plan.height')} (m)</th>
          <th>{t('plan.frame')}</th>
          <th>{t('plan.hold')} (s)</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {points.map((point, index) => {
          const put = (part: Partial<Points['points'][number]>): void =>
            onBlock(withPoint(block, index, part));
          const name = (what: string): string => t('plan.point_field', { number: index + 1, what });
          return (
            // A waypoint has no name but its place in the row.
            <tr key={`waypoint-${index}`}>
              <td className="num">{index + 1}</td>
              <td>
                <InputNumber
                  size="small"
                  aria-label={name(t('plan.height'))}
                  value={point.height_m}
                  min={-500}
                  max={9000}
                  changeOnWheel={false}
                  onChange={(value) => {
                    if (typeof value === 'number') put({ height_m: value });
                  }}
                />
              </td>
              <td>
                <Select
                  size="small"
                  aria-label={name(t('plan.frame'))}
                  value={point.frame}
                  onChange={(frame: (typeof frames)[number]) => put({ frame })}
                  options={frames.map((value) => ({ value, label: t(`plan.frame_${value}`) }))}
                />
              </td>
              <td>
                <InputNumber
                  size="small"
                  aria-label={name(t('plan.hold'))}
                  value={point.hold_s}
                  min={0}
                  max={600}
                  changeOnWheel={false}
                  onChange={(value) => {
                    if (typeof value === 'number') put({ hold_s: value });
                  }}
                />
              </td>
              <td>
                <Button
                  type="text"
                  size="small"
                  danger
                  icon={<DeleteOutlined />}
                  disabled={points.length === 1}
                  aria-label={name(t('plan.remove'))}
                  onClick={() => onBlock(withoutPoint(block, index))}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};
