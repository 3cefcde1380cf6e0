import { caseStages, type Person, type SearchFilter, searchKinds, stageWords } from '#common';
import { SearchOutlined } from '@ant-design/icons';
import { Button, Form, Input, InputNumber, Select } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall } from '../../station/hooks.ts';
import { boxAround, dayEnd, dayOf, dayStart, radiusOf } from './filter-fields.ts';

type Typed = Pick<SearchFilter, 'text' | 'kind' | 'site_id' | 'person_id'> & {
  /** `lead:open` or `case:closed`. */
  state?: string;
  from?: string;
  to?: string;
  near_id?: string;
  near_km?: number;
};

const leadStates = ['open', 'confirmed', 'rejected', 'unusable'] as const;

type Props = { me: Person; filter: SearchFilter; onAsk: (filter: SearchFilter) => void };

export const SearchForm = ({ me, filter, onAsk }: Props) => {
  const { t, pick } = useTexts();
  const sites = useCall('sites.list', {});
  const officer = me.roles.some((role) => role === 'inspector' || role === 'supervisor');
  const officers = useCall('cases.officers', {}, { enabled: officer });
  if (sites.data === undefined) return null;
  const siteOptions = sites.data.map(({ id, name }) => ({ value: id, label: pick(name) }));
  const near = radiusOf(filter, sites.data);
  const submit = (typed: Typed): void => {
    const [kind, state] = (typed.state ?? '').split(':');
    const centre = sites.data.find(({ id }) => id === typed.near_id)?.origin;
    const wanted: Record<string, unknown> = {
      text: typed.text?.trim(),
      kind: typed.kind,
      site_id: typed.site_id,
      person_id: typed.person_id,
      lead_state: kind === 'lead' ? state : undefined,
      stage: kind === 'case' ? state : undefined,
      from_utc_us: typed.from === undefined ? undefined : dayStart(typed.from),
      to_utc_us: typed.to === undefined ? undefined : dayEnd(typed.to),
      ...(centre === undefined ? {} : boxAround(centre, typed.near_km ?? 5)),
    };
    onAsk(
      Object.fromEntries(
        Object.entries(wanted).filter(([, value]) => value !== undefined && value !== '' && value !== null),
      ),
    );
  };
  return (
    <Form<Typed>
      layout="vertical"
      className="search-form panel panel-pad"
      onFinish={submit}
      initialValues={{
        text: filter.text,
        kind: filter.kind,
        site_id: filter.site_id,
        person_id: filter.person_id,
        state:
          filter.lead_state !== undefined
            ? `lead:${filter.lead_state}`
            : filter.stage === undefined
              ? undefined
              : `case:${filter.stage}`,
        from: filter.from_utc_us === undefined ? undefined : dayOf(filter.from_utc_us),
        to: filter.to_utc_us === undefined ? undefined : dayOf(filter.to_utc_us - 1),
        near_id: near?.site_id,
        near_km: near?.km ?? 5,
      }}
    >
      <Form.Item name="text" label={t('search.text')} className="search-text">
        <Input allowClear autoFocus maxLength={200} placeholder={t('search.text_hint')} />
      </Form.Item>
      <Form.Item name="kind" label={t('search.kind')}>
        <Select
          allowClear
          placeholder={t('search.any')}
          options={searchKinds.map((value) => ({ value, label: t(`search.kind_${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="state" label={t('search.state')}>
        <Select
          allowClear
          placeholder={t('search.any')}
          options={[
            {
              label: t('search.kind_lead'),
              options: leadStates.map((state) => ({
                value: `lead:${state}`,
                label: t(`leads.state_${state}`),
              })),
            },
            {
              label: t('search.kind_case'),
              options: caseStages.map((stage) => ({
                value: `case:${stage}`,
                label: pick(stageWords[stage]),
              })),
            },
          ]}
        />
      </Form.Item>
      <Form.Item name="site_id" label={t('search.site')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('search.any')}
          options={siteOptions}
        />
      </Form.Item>
      {officer && (
        <Form.Item name="person_id" label={t('search.person')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('search.any')}
            options={(officers.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
      )}
      <Form.Item name="from" label={t('search.from')}>
        <Input type="date" />
      </Form.Item>
      <Form.Item name="to" label={t('search.to')}>
        <Input type="date" />
      </Form.Item>
      <Form.Item name="near_id" label={t('search.near')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('search.anywhere')}
          options={siteOptions}
        />
      </Form.Item>
      <Form.Item name="near_km" label={t('search.near_km')}>
        <InputNumber min={0.1} max={500} step={1} />
      </Form.Item>
      <Form.Item label=" ">
        <Button type="primary" htmlType="submit" icon={<SearchOutlined />}>
          {t('search.ask')}
        </Button>
      </Form.Item>
    </Form>
  );
};
