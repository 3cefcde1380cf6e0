import {
  actWords,
  type CallOutput,
  type CaseActName,
  type CaseDetail,
  type CaseField,
  caseFieldWords,
  clausePapers,
  type NextAct,
  type Officer,
} from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd';
import type { ReactElement } from 'react';
import { type TextKey, type Translate, useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';
import { localDateTime } from '../../ui/format.ts';
import { dataOf, fieldsOf, kindOf } from './act-fields.ts';

type Props = { detail: CaseDetail; next: NextAct; onDone: () => void };

/** The form of one act: what it must bring, what it may bring, and one button. */
export const ActForm = ({ detail, next, onDone }: Props) => {
  const { t, pick } = useTexts();
  const { done, failed } = useNotices();
  const cache = useQueryClient();
  const write = useWrite('cases.act');
  const [form] = Form.useForm<Record<string, unknown>>();
  const { act } = next;
  const fields = fieldsOf(act, next.given);
  const papers = useCall('papers.templates', {});
  const submit = (values: Record<string, unknown>): void =>
    write.mutate(
      {
        case_id: detail.case.id,
        act: act as Exclude<CaseActName, 'open' | 'escalate'>,
        seq: detail.case.seq,
        data: dataOf(values),
      },
      {
        onSuccess: (changed) => {
          cache.setQueryData(['cases.get', { case_id: detail.case.id }], changed);
          done(t('cases.saved', { act: pick(actWords[act]) }));
          onDone();
        },
        onError: (error) => {
          failed(error);
          void cache.invalidateQueries({ queryKey: ['cases.get'] });
        },
      },
    );
  const officers = useCall('cases.officers', { case_id: detail.case.id }, { enabled: act === 'dispatch' });
  if (papers.isPending && act in clausePapers) return null;
  if (officers.isLoading) return null;
  return (
    <Form
      form={form}
      layout="vertical"
      className="act-form"
      initialValues={beginning(act, detail, t, clausesFor(act, papers.data), officers.data)}
      onFinish={submit}
      aria-label={pick(actWords[act])}
    >
      {fields.map((field) => {
        const tick = kindOf(field) === 'tick';
        const must = next.given.includes(field);
        return (
          <Form.Item
            key={field}
            name={field}
            {...(tick ? { valuePropName: 'checked' } : { label: pick(caseFieldWords[field]) })}
            rules={
              must
                ? [
                    {
                      validator: (_rule, value: unknown) =>
                        value === undefined || value === '' || value === false || isEmptyList(value)
                          ? Promise.reject(new Error(t('cases.required')))
                          : Promise.resolve(),
                    },
                  ]
                : []
            }
            {...(field === 'clauses' ? { extra: t('cases.clauses_hint') } : {})}
          >
            {tick ? (
              <Checkbox>{pick(caseFieldWords[field])}</Checkbox>
            ) : (
              <Control field={field} detail={detail} />
            )}
          </Form.Item>
        );
      })}
      {act === 'handle' && (
        <p className="dim act-law">
          {t('cases.law_supplied')}
          <br />
          {t('cases.law_instructed')}
        </p>
      )}
      <Button type="primary" htmlType="submit" block loading={write.isPending}>
        {pick(actWords[act])}
      </Button>
    </Form>
  );
};

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** The clauses that the template of the act's paper offers, one a line. */
const clausesFor = (act: CaseActName, papers: CallOutput<'papers.templates'> | undefined): string =>
  act in clausePapers
    ? (papers?.templates[clausePapers[act as keyof typeof clausePapers]].clauses.join('\n') ?? '')
    : '';

const beginning = (
  act: CaseActName,
  detail: CaseDetail,
  t: Translate,
  clauses: string,
  officers: readonly Officer[] | undefined,
): Record<string, unknown> => {
  switch (act) {
    // Who is proposed can be taken out again.
    case 'dispatch':
      return { officer_ids: (officers ?? []).filter(({ proposed }) => proposed).map(({ id }) => id) };
    case 'order':
      return {
        requirements: t('cases.default_requirements'),
        clauses,
        days: 15,
        warning: true,
      };
    case 'file':
    case 'inform':
    case 'decide':
      return { clauses };
    case 'handle':
      return { officer_ids: detail.case.officers.map(({ id }) => id) };
    default:
      return {};
  }
};

type Choice = { readonly value: string; readonly label: TextKey };
const asked: readonly Choice[] = [
  { value: 'yes', label: 'cases.answers_yes' },
  { value: 'no', label: 'cases.answers_no' },
  { value: 'unclear', label: 'cases.answers_unclear' },
];
const choices: Partial<Record<CaseField, readonly Choice[]>> = {
  supplied: asked,
  worn: asked,
  instructed: asked,
  finding: [
    { value: 'violation', label: 'cases.finding_violation' },
    { value: 'none', label: 'cases.finding_none' },
  ],
  result: [
    { value: 'corrected', label: 'cases.result_corrected' },
    { value: 'not_corrected', label: 'cases.result_not_corrected' },
  ],
  decision: [
    { value: 'warning', label: 'cases.decision_warning' },
    { value: 'fine', label: 'cases.decision_fine' },
    { value: 'no_penalty', label: 'cases.decision_no_penalty' },
    { value: 'transfer', label: 'cases.decision_transfer' },
  ],
};

/** What `Form.Item` hands to a control is passed on. */
const Control = ({ field, detail, ...given }: { field: CaseField; detail: CaseDetail }): ReactElement => {
  const { t } = useTexts();
  switch (kindOf(field)) {
    case 'officers':
      return <Officers many={field === 'officer_ids'} case_id={detail.case.id} {...given} />;
    case 'flight':
      return <Flight detail={detail} {...given} />;
    case 'choice':
      return (
        <Radio.Group
          {...given}
          options={(choices[field] ?? []).map(({ value, label }) => ({ value, label: t(label) }))}
        />
      );
    case 'number':
      return <InputNumber min={field === 'days' ? 1 : 0} precision={0} {...given} />;
    case 'text':
      return <Input maxLength={100} {...given} />;
    default:
      return <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} {...given} />;
  }
};

/** The best choice first: on duty, of the site's team, nearest, least busy. */
const Officers = ({ many, case_id, ...given }: { many: boolean; case_id: string }) => {
  const { t } = useTexts();
  const officers = useCall('cases.officers', { case_id });
  return (
    <Select
      {...(many ? { mode: 'multiple' as const } : {})}
      placeholder={t('cases.choose_officers')}
      showSearch={{ optionFilterProp: 'label' }}
      options={(officers.data ?? []).map((officer) => ({
        value: officer.id,
        label: officerLabel(officer, t),
      }))}
      {...given}
    />
  );
};

const officerLabel = (officer: Officer, t: Translate): string =>
  [
    `${officer.name}（${officer.officer_no}）`,
    ...(officer.on_duty ? [] : [t('cases.off_duty')]),
    ...(officer.team === null ? [] : [officer.team.name]),
    ...(officer.distance_m === null
      ? []
      : [t('cases.away', { distance: (officer.distance_m / 1000).toFixed(1) })]),
    t('cases.live_cases', { count: officer.live_cases }),
  ].join(' · ');

/** Flights of the re-inspection plan that have ended. */
const Flight = ({ detail, ...given }: { detail: CaseDetail }) => {
  const flights = useCall('flights.list', { limit: 500 });
  const flown = (flights.data ?? []).filter(
    ({ mission_id, ended_utc_us }) => mission_id === detail.reinspection_mission_id && ended_utc_us !== null,
  );
  return (
    <Select
      allowClear
      options={flown.map(({ id, started_utc_us, stage }) => ({
        value: id,
        label: `${localDateTime(started_utc_us)} · ${stage}`,
      }))}
      {...given}
    />
  );
};
