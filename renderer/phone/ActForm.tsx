import {
  actWords,
  type CallInput,
  type CaseData,
  type CaseDetail,
  type CaseField,
  caseFieldWords,
  errorCatalogue,
  type ErrorCode,
  type NextAct,
  type Person,
} from '#common';
import { type FormEvent, useState } from 'react';
import { dataOf, fieldsOf, kindOf } from '../features/cases/act-fields.ts';
import { ask, Refused } from './api.ts';
import { Choice, choicesOf } from './Choice.tsx';
import { whereAmI } from './place.ts';
import { Speak } from './Speak.tsx';
import { pick, t } from './texts.ts';
import { useAsk } from './use-ask.ts';

type Props = { detail: CaseDetail; next: NextAct; me: Person; onEnd: () => void };
type Values = Readonly<Record<string, unknown>>;

/** The form of one act, in the station's own words; what is missing is said before it is sent. */
export const ActForm = ({ detail, next, me, onEnd }: Props) => {
  const { act, given } = next;
  const [values, setValues] = useState<Values>(() => beginning(act, detail, me));
  const [problem, setProblem] = useState<string>();
  const [sending, setSending] = useState(false);
  const set = (field: CaseField, value: unknown): void => setValues((now) => ({ ...now, [field]: value }));
  const fields = fieldsOf(act, given).filter((field) => !(field === 'flight_id' && !given.includes(field)));
  const missing = fields.filter((field) => given.includes(field) && isEmpty(values[field]));
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setSending(true);
    const place = act === 'arrive' ? await whereAmI() : null;
    const at = place === null ? {} : { lat_deg: place.lat_deg, lon_deg: place.lon_deg };
    const data: CaseData = { ...dataOf(values), ...at };
    const input = { case_id: detail.case.id, act, seq: detail.case.seq, data };
    try {
      // `next` is what the station offers: never the acts it makes itself.
      await ask('cases.act', input as CallInput<'cases.act'>);
      onEnd();
    } catch (error) {
      setProblem(problemOf(error));
      setSending(false);
    }
  };
  return (
    <form className="page act-form" aria-label={pick(actWords[act])} onSubmit={(event) => void send(event)}>
      <h2>{pick(actWords[act])}</h2>
      {fields.map((field) => (
        <Field
          key={field}
          field={field}
          case_id={detail.case.id}
          value={values[field]}
          onChange={(value) => set(field, value)}
        />
      ))}
      {missing.length > 0 && (
        <p className="dim">
          {t('finish_missing', { what: missing.map((one) => pick(caseFieldWords[one])).join('、') })}
        </p>
      )}
      {problem !== undefined && <p role="alert">{problem}</p>}
      <div className="pair">
        <button type="button" className="quiet" onClick={onEnd}>
          {t('back')}
        </button>
        <button type="submit" className="primary" disabled={missing.length > 0 || sending}>
          {pick(actWords[act])}
        </button>
      </div>
    </form>
  );
};

const Field = ({
  field,
  case_id,
  value,
  onChange,
}: {
  field: CaseField;
  case_id: string;
  value: unknown;
  onChange: (value: unknown) => void;
}) => {
  const label = pick(caseFieldWords[field]);
  const text = typeof value === 'string' ? value : '';
  switch (kindOf(field)) {
    case 'tick':
      return (
        <label className="check">
          <input
            type="checkbox"
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
          />
          {label}
        </label>
      );
    case 'choice':
      return <Choice label={label} options={choicesOf(field)} value={value} onChange={onChange} />;
    case 'number':
      return (
        <label>
          {label}
          <input
            inputMode="numeric"
            value={typeof value === 'number' ? String(value) : ''}
            onChange={(event) =>
              onChange(/^\d{1,8}$/.test(event.target.value) ? Number(event.target.value) : undefined)
            }
          />
        </label>
      );
    case 'officers':
      return <Officers label={label} case_id={case_id} value={value} onChange={onChange} />;
    case 'text':
    case 'flight':
      return (
        <label>
          {label}
          <input value={text} maxLength={100} onChange={(event) => onChange(event.target.value)} />
        </label>
      );
    default:
      return (
        <>
          <label>
            {label}
            <textarea
              rows={3}
              maxLength={4000}
              value={text}
              onChange={(event) => onChange(event.target.value)}
            />
          </label>
          <Speak onWords={(words) => onChange(`${text}${words}`)} />
        </>
      );
  }
};

/** The best choice for this case first, as the station proposes. */
const Officers = ({
  label,
  case_id,
  value,
  onChange,
}: {
  label: string;
  case_id: string;
  value: unknown;
  onChange: (value: unknown) => void;
}) => {
  const officers = useAsk('cases.officers', { case_id }) ?? [];
  const chosen = Array.isArray(value) ? value.map(String) : [];
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      {officers.map(({ id, name, officer_no, on_duty, team, distance_m }) => (
        <label key={id} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
            }
          />
          <span>
            {name}（{officer_no}）
            <small className="dim">
              {[
                ...(on_duty ? [] : [t('off_duty')]),
                ...(team === null ? [] : [team.name]),
                ...(distance_m === null ? [] : [`${(distance_m / 1000).toFixed(1)} km`]),
              ].join(' · ')}
            </small>
          </span>
        </label>
      ))}
    </fieldset>
  );
};

const beginning = (act: NextAct['act'], detail: CaseDetail, me: Person): Values => {
  const officer_ids = detail.case.officers.map(({ id }) => id);
  if (act === 'order')
    return {
      requirements: t('default_requirements'),
      clauses: t('default_clauses'),
      days: 15,
      warning: true,
    };
  if (act === 'handle') return { officer_ids };
  if (act === 'dispatch') return { officer_ids: officer_ids.length > 0 ? officer_ids : [me.id] };
  return {};
};

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === '' || value === false || (Array.isArray(value) && value.length === 0);

/** Why an act was refused: the station's own needs, else its message, else that there is no network. */
export const problemOf = (error: unknown): string => {
  if (!(error instanceof Refused)) return t('needs_network');
  if (!Object.hasOwn(errorCatalogue, error.code)) return t('failed', { why: error.code });
  const { message } = errorCatalogue[error.code as ErrorCode];
  return pick(message).replaceAll(/\{(\w+)\}/g, (_, name: string) => inWords(error.details[name]));
};

/** A detail of a fault: words in both languages, or a value. */
const inWords = (detail: unknown): string => {
  if (typeof detail === 'object' && detail !== null && 'zh' in detail && 'en' in detail)
    return pick({ zh: String(detail.zh), en: String(detail.en) });
  return typeof detail === 'string' || typeof detail === 'number' ? String(detail) : '';
};
