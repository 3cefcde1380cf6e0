import type { CaseField } from '#common';
import { t, type Word } from './texts.ts';

export type Option = { readonly value: string; readonly word: Word };
const asked: readonly Option[] = [
  { value: 'yes', word: 'yes' },
  { value: 'no', word: 'no' },
  { value: 'unclear', word: 'not_known' },
];
const choices: Partial<Record<CaseField, readonly Option[]>> = {
  finding: [
    { value: 'violation', word: 'finding_violation' },
    { value: 'none', word: 'finding_none' },
  ],
  result: [
    { value: 'corrected', word: 'result_corrected' },
    { value: 'not_corrected', word: 'result_not_corrected' },
  ],
  decision: [
    { value: 'warning', word: 'decision_warning' },
    { value: 'fine', word: 'decision_fine' },
    { value: 'no_penalty', word: 'decision_no_penalty' },
    { value: 'transfer', word: 'decision_transfer' },
  ],
};

export const choicesOf = (field: CaseField): readonly Option[] => choices[field] ?? asked;

/** One of a few, as buttons that a thumb hits. */
export const Choice = ({
  label,
  options,
  value,
  onChange,
}: {
  label: string;
  options: readonly Option[];
  value: unknown;
  onChange: (value: string) => void;
}) => (
  <div role="radiogroup" aria-label={label} className="choice">
    <span>{label}</span>
    <div>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={value === option.value}
          onClick={() => onChange(option.value)}
        >
          {t(option.word)}
        </button>
      ))}
    </div>
  </div>
);
