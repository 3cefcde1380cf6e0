import type { CallOutput, Parameter, Person } from '#common';
import { ReloadOutlined } from '@ant-design/icons';
import { Alert, App, Button, Input, InputNumber, Select, Table, type TableProps } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useVehicle, useVehicleIds, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';
import { localDateTime } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { matching } from './matching.ts';

type Read = CallOutput<'vehicles.readParameters'>;

/** What an aircraft is set to: read on request, searched, and changed one by one with the value read back. */
export const ParametersPage = ({ me }: { me: Person }) => {
  const { t } = useTexts();
  const vehicle_ids = useVehicleIds();
  const [chosen, choose] = useState<string>();
  const vehicle_id = vehicle_ids.find((id) => id === chosen) ?? vehicle_ids[0];
  if (vehicle_id === undefined)
    return <Notice title={t('parameters.no_vehicle')} hint={t('parameters.no_vehicle_hint')} />;
  return (
    <Parameters
      key={vehicle_id}
      me={me}
      vehicle_id={vehicle_id}
      vehicle_ids={vehicle_ids}
      onVehicle={choose}
    />
  );
};

type Props = {
  me: Person;
  vehicle_id: string;
  vehicle_ids: readonly string[];
  onVehicle: (id: string) => void;
};

const Parameters = ({ me, vehicle_id, vehicle_ids, onVehicle }: Props) => {
  const { t } = useTexts();
  const system_id = useVehicle(vehicle_id, (vehicle) => vehicle.system_id);
  const armed = useVehicle(vehicle_id, (vehicle) => vehicle.armed) === true;
  const read = useWrite('vehicles.readParameters');
  const [held, hold] = useState<Read>();
  const [words, setWords] = useState('');
  const fetch = (): void => read.mutate({ vehicle_id }, { onSuccess: hold });
  const changed = (parameter: Parameter): void =>
    hold(
      (before) =>
        before && {
          ...before,
          parameters: before.parameters.map((each) => (each.name === parameter.name ? parameter : each)),
        },
    );
  const shown = matching(held?.parameters ?? [], words);
  const columns: TableProps<Parameter>['columns'] = [
    {
      title: t('parameters.name'),
      key: 'name',
      width: 240,
      render: (_, { name }) => <code>{name}</code>,
    },
    {
      title: t('parameters.value'),
      key: 'value',
      width: 320,
      render: (_, parameter) => (
        <Value
          key={parameter.value}
          parameter={parameter}
          vehicle_id={vehicle_id}
          locked={armed || !me.roles.includes('pilot')}
          onChanged={changed}
        />
      ),
    },
    { title: t('parameters.type'), dataIndex: 'type', key: 'type', width: 100 },
    {
      title: t('parameters.about'),
      key: 'about',
      render: (_, { name }) => <About name={name} />,
    },
  ];
  return (
    <div className="page-padded">
      <div className="page-head">
        <h1>{t('parameters.title')}</h1>
        <Select
          aria-label={t('fly.aircraft')}
          value={vehicle_id}
          onChange={onVehicle}
          options={vehicle_ids.map((id) => ({
            value: id,
            label: id === vehicle_id && system_id !== undefined ? t('vehicle.name', { system_id }) : id,
          }))}
        />
        <Input.Search
          allowClear
          aria-label={t('parameters.search')}
          placeholder={t('parameters.search')}
          value={words}
          style={{ width: 260 }}
          onChange={({ target }) => setWords(target.value)}
        />
        {held !== undefined && (
          <span className="dim num" data-parameters={held.parameters.length}>
            {t('parameters.read', {
              shown: shown.length,
              count: held.parameters.length,
              by: t(`parameters.by_${held.by}`),
              time: localDateTime(held.read_utc_us),
            })}
          </span>
        )}
        <span className="spring" />
        <Button type="primary" icon={<ReloadOutlined />} loading={read.isPending} onClick={fetch}>
          {t(held === undefined ? 'parameters.fetch' : 'parameters.again')}
        </Button>
      </div>
      {read.error !== null && <FaultAlert error={read.error} onRetry={fetch} />}
      {armed && <Alert type="warning" showIcon title={t('parameters.armed')} />}
      <Table
        aria-label={t('parameters.title')}
        rowKey="name"
        size="small"
        columns={columns}
        dataSource={shown}
        loading={read.isPending}
        locale={{ emptyText: t(held === undefined ? 'parameters.not_read' : 'parameters.none_found') }}
        pagination={{ defaultPageSize: 50, hideOnSinglePage: true, showSizeChanger: true }}
      />
    </div>
  );
};

const known = [
  'ARMING_CHECK',
  'BATT_CAPACITY',
  'BATT_LOW_VOLT',
  'FENCE_ACTION',
  'FENCE_ALT_MAX',
  'FENCE_ENABLE',
  'FS_GCS_ENABLE',
  'RALLY_LIMIT_KM',
  'RTL_ALT',
  'SYSID_THISMAV',
  'WPNAV_SPEED',
  'GF_ACTION',
  'NAV_DLL_ACT',
  'RTL_RETURN_ALT',
] as const;
type Known = (typeof known)[number];
const isKnown = (name: string): name is Known => known.some((each) => each === name);

/** In plain words, for those an inspection flight depends on; the maker's own list has all of them. */
const About = ({ name }: { name: string }) => {
  const { t } = useTexts();
  return isKnown(name) ? <span className="dim">{t(`parameters.about_${name}`)}</span> : null;
};

/** The value, and a button once another one is typed. */
const Value = ({
  parameter,
  vehicle_id,
  locked,
  onChanged,
}: {
  parameter: Parameter;
  vehicle_id: string;
  locked: boolean;
  onChanged: (parameter: Parameter) => void;
}) => {
  const { t } = useTexts();
  const { modal } = App.useApp();
  const { done, failed } = useNotices();
  const write = useWrite('vehicles.setParameter');
  const [value, setValue] = useState<number | null>(parameter.value);
  const differs = value !== null && value !== parameter.value;
  const ask = (): void => {
    if (!differs) return;
    const { name, type } = parameter;
    void modal.confirm({
      title: t('parameters.confirm_title', { name }),
      content: t('parameters.confirm', { before: parameter.value, after: value }),
      okText: t('parameters.confirm_ok'),
      cancelText: t('common.cancel'),
      onOk: async () => {
        try {
          const kept = await write.mutateAsync({ vehicle_id, parameter: { name, type, value } });
          onChanged(kept);
          done(t('parameters.kept', { name, value: kept.value }));
        } catch (error) {
          failed(error);
        }
      },
    });
  };
  return (
    <span style={{ display: 'inline-flex', gap: 8 }}>
      <InputNumber
        aria-label={parameter.name}
        size="small"
        className="num"
        style={{ width: 160 }}
        value={value}
        disabled={locked}
        onChange={setValue}
        onPressEnter={ask}
      />
      {differs && !locked && (
        <>
          <Button size="small" type="primary" loading={write.isPending} onClick={ask}>
            {t('parameters.send')}
          </Button>
          <Button size="small" onClick={() => setValue(parameter.value)}>
            {t('common.cancel')}
          </Button>
        </>
      )}
    </span>
  );
};
