import { InputNumber } from 'antd';
import type { ReactNode } from 'react';

/** A name over its control. */
export const Field = ({ name, children }: { name: string; children: ReactNode }) => (
  <label className="plan-field">
    <span>{name}</span>
    {children}
  </label>
);

type NumberProps = {
  name: string;
  unit: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  onChange: (value: number) => void;
};

/** A figure with its unit; an emptied box keeps the figure it had. */
export const NumberField = ({ name, unit, value, min, max, step = 1, onChange }: NumberProps) => (
  <Field name={`${name} (${unit})`}>
    <InputNumber
      size="small"
      aria-label={name}
      value={value}
      min={min}
      max={max}
      step={step}
      changeOnWheel={false}
      onChange={(next) => {
        if (typeof next === 'number') onChange(next);
      }}
    />
  </Field>
);
