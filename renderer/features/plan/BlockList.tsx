import type { Plan, PlanBlock, PlanReport } from '#common';
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, HolderOutlined } from '@ant-design/icons';
import { Button, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { figure } from '../../ui/format.ts';
import { Field, NumberField } from './Field.tsx';
import { PointList } from './PointList.tsx';
import { movedBlock, withBlock, withoutBlock } from './plan-state.ts';

type Props = { plan: Plan; report: PlanReport | undefined; onPlan: (change: (plan: Plan) => Plan) => void };

/** The patterns of a plan in the order they are flown; dragged, or moved by the arrows. */
export const BlockList = ({ plan, report, onPlan }: Props) => {
  const { t } = useTexts();
  const [dragged, setDragged] = useState<number>();
  const [over, setOver] = useState<number>();
  const last = plan.blocks.length - 1;
  return (
    <ol className="plan-blocks" aria-label={t('plan.blocks')}>
      {plan.blocks.map((block, index) => (
        <li
          key={block.id}
          data-block={block.id}
          data-over={over === index && dragged !== undefined && dragged !== index}
          draggable
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move';
            event.dataTransfer.setData('text/plain', block.id);
            setDragged(index);
          }}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(index);
          }}
          onDragEnd={() => {
            setDragged(undefined);
            setOver(undefined);
          }}
          onDrop={(event) => {
            event.preventDefault();
            if (dragged !== undefined) onPlan((before) => movedBlock(before, dragged, index));
            setDragged(undefined);
            setOver(undefined);
          }}
        >
          <div className="plan-block-head">
            <HolderOutlined className="plan-grip" />
            <b className="num">{index + 1}</b>
            <span>{t(`plan.kind_${block.kind}`)}</span>
            <em className="num">{block.id}</em>
            <Button
              type="text"
              size="small"
              icon={<ArrowUpOutlined />}
              disabled={index === 0}
              aria-label={t('plan.up')}
              onClick={() => onPlan((before) => movedBlock(before, index, index - 1))}
            />
            <Button
              type="text"
              size="small"
              icon={<ArrowDownOutlined />}
              disabled={index === last}
              aria-label={t('plan.down')}
              onClick={() => onPlan((before) => movedBlock(before, index, index + 1))}
            />
            <Button
              type="text"
              size="small"
              danger
              icon={<DeleteOutlined />}
              aria-label={t('plan.remove')}
              onClick={() => onPlan((before) => withoutBlock(before, block.id))}
            />
          </div>
          <BlockFields block={block} onBlock={(next) => onPlan((before) => withBlock(before, next))} />
          <Solution report={report} block_id={block.id} />
        </li>
      ))}
    </ol>
  );
};

const BlockFields = ({ block, onBlock }: { block: PlanBlock; onBlock: (block: PlanBlock) => void }) => {
  const { t } = useTexts();
  switch (block.kind) {
    case 'survey':
    case 'corridor':
      return (
        <div className="plan-grid">
          {block.kind === 'survey' ? (
            <Field name={`${t('plan.angle')} (°)`}>
              <InputNumber
                size="small"
                aria-label={t('plan.angle')}
                value={block.angle_deg}
                placeholder={t('plan.angle_auto')}
                min={-360}
                max={360}
                step={5}
                changeOnWheel={false}
                onChange={(angle_deg) => onBlock({ ...block, angle_deg: angle_deg ?? null })}
              />
            </Field>
          ) : (
            <NumberField
              name={t('plan.width')}
              unit="m"
              value={block.width_m}
              min={1}
              max={500}
              onChange={(width_m) => onBlock({ ...block, width_m })}
            />
          )}
          <NumberField
            name={t('plan.overlap')}
            unit="%"
            value={Math.round(block.side_overlap * 100)}
            min={0}
            max={85}
            step={5}
            onChange={(percent) => onBlock({ ...block, side_overlap: percent / 100 })}
          />
          <label className="plan-field">
            <span>{t('plan.passes')}</span>
            <Select
              size="small"
              aria-label={t('plan.passes')}
              value={block.passes}
              onChange={(passes) => onBlock({ ...block, passes })}
              options={[
                { value: 1 as const, label: t('plan.passes_1') },
                { value: 2 as const, label: t('plan.passes_2') },
              ]}
            />
          </label>
        </div>
      );
    case 'orbit':
      return (
        <div className="plan-grid">
          <NumberField
            name={t('plan.radius')}
            unit="m"
            value={block.radius_m}
            min={0.5}
            max={200}
            onChange={(radius_m) => onBlock({ ...block, radius_m })}
          />
          <NumberField
            name={t('plan.base')}
            unit="m"
            value={block.base_m}
            min={-300}
            max={300}
            onChange={(base_m) => onBlock({ ...block, base_m })}
          />
          <NumberField
            name={t('plan.top')}
            unit="m"
            value={block.top_m}
            min={-300}
            max={300}
            onChange={(top_m) => onBlock({ ...block, top_m })}
          />
        </div>
      );
    case 'posts':
      return (
        <div className="plan-grid">
          <NumberField
            name={t('plan.sides')}
            unit={t('plan.sides_unit')}
            value={block.sides}
            min={2}
            max={4}
            onChange={(sides) => onBlock({ ...block, sides: Math.round(sides) })}
          />
        </div>
      );
    case 'points':
      return <PointList block={block} onBlock={onBlock} />;
    default:
      return block satisfies never;
  }
};

/** What the camera does for this block, as the station solved it. */
const Solution = ({ report, block_id }: { report: PlanReport | undefined; block_id: string }) => {
  const { t } = useTexts();
  const block = report?.blocks.find((each) => each.block_id === block_id);
  if (block === undefined) return null;
  const { solution, seen } = block;
  return (
    <p className="plan-solution num" data-resolved={solution?.resolved ?? true}>
      {solution !== null && (
        <>
          {figure(solution.px_per_m)} px/m · {t('plan.slant')} {figure(solution.slant_m, 1)} m ·{' '}
          {figure(solution.zoom_ratio, 1)}× · {figure(solution.pitch_deg)}° · {figure(solution.speed_m_s, 1)}{' '}
          m/s {solution.speed_by !== 'plan' && `(${t(`plan.by_${solution.speed_by}`)})`}
        </>
      )}
      {block.spacing_m !== null && ` · ${t('plan.spacing')} ${figure(block.spacing_m, 2)} m`}
      {seen !== null && ` · ${t('plan.seen')} ${figure(seen * 100, 1)}%`}
    </p>
  );
};
