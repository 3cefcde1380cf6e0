import type { CurrencyRule, FlightLog, FlightLogRow, Person } from '#common';
import { DownloadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, InputNumber, Table } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';
import { figure, localDateTime, localTime } from '../../ui/format.ts';
import { logCsv } from './csv.ts';
import { FlightSignal } from './FlightSignal.tsx';
import './flightlog.css';

const input = { limit: 5000 };
const minutes = (seconds: number): string => figure(seconds / 60, 1);

/** 飞行经历: who flew what, for how long, and who is current. */
export const FlightLogPage = ({ me }: { me: Person }) => {
  const { t, pick } = useTexts();
  const log = useCall('flights.log', input);
  if (log.error !== null) return <FaultAlert error={log.error} onRetry={() => void log.refetch()} />;
  const save = (data: FlightLog): void => {
    const heads = [
      'flight_id',
      ...(['pilot', 'licence', 'valid_to', 'vehicle'] as const).map((key) => t(`flightlog.${key}`)),
      t('registry.registration'),
      ...(['mission', 'takeoff', 'landing', 'minutes', 'metres', 'energy', 'result'] as const).map((key) =>
        t(`flightlog.${key}`),
      ),
    ];
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([logCsv(data, heads, pick)], { type: 'text/csv' }));
    link.download = 'landun-flight-log.csv';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const { data } = log;
  return (
    <div className="page-padded flightlog">
      <div className="page-head">
        <h1>{t('flightlog.title')}</h1>
        <Button icon={<DownloadOutlined />} disabled={data === undefined} onClick={() => data && save(data)}>
          {t('flightlog.csv')}
        </Button>
      </div>
      <p className="dim">{t('flightlog.hint')}</p>
      {data !== undefined && <Totals log={data} me={me} />}
      <section aria-label={t('flightlog.flights')}>
        <h2>{t('flightlog.flights')}</h2>
        <Table<FlightLogRow>
          size="small"
          loading={log.isPending}
          rowKey="flight_id"
          dataSource={data?.rows ?? []}
          expandable={{
            expandedRowRender: ({ flight_id }) => <FlightSignal flight_id={flight_id} />,
            rowExpandable: ({ figures }) => figures !== null,
            columnTitle: t('signal.title'),
            columnWidth: 72,
          }}
          pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
          locale={{ emptyText: t('flightlog.empty') }}
          columns={[
            {
              title: t('flightlog.takeoff'),
              render: (_, { figures, started_utc_us }) => (
                <span className="num">{localDateTime(figures?.takeoff_utc_us ?? started_utc_us)}</span>
              ),
            },
            {
              title: t('flightlog.landing'),
              render: (_, { figures }) => (
                <span className="num">{figures === null ? '—' : localTime(figures.landing_utc_us)}</span>
              ),
            },
            { title: t('flightlog.pilot'), dataIndex: 'pilot_name' },
            { title: t('flightlog.vehicle'), dataIndex: 'vehicle_name' },
            { title: t('flightlog.mission'), render: (_, { mission_name }) => pick(mission_name) },
            {
              title: t('flightlog.minutes'),
              align: 'right',
              render: (_, { figures }) => (figures === null ? '—' : minutes(figures.airborne_s)),
            },
            {
              title: t('flightlog.metres'),
              align: 'right',
              render: (_, { figures }) => figure(figures?.flown_m),
            },
            {
              title: t('flightlog.energy'),
              align: 'right',
              render: (_, { figures }) => figure(figures?.energy_wh, 1),
            },
            { title: t('flightlog.result'), render: (_, row) => <Outcome row={row} /> },
          ]}
        />
      </section>
    </div>
  );
};

const Outcome = ({ row: { stage, figures } }: { row: FlightLogRow }) => {
  const { t } = useTexts();
  const ended = stage === 'landed' || stage === 'failed' || stage === 'aborted';
  if (ended && figures === null) return <span className="dim">{t('flightlog.not_flown')}</span>;
  if (stage === 'failed' || stage === 'aborted')
    return <span className="flightlog-bad">✕ {t(`stage.${stage}`)}</span>;
  return <>{t(stage === 'landed' ? 'stage.landed' : 'stage.flying')}</>;
};

const Totals = ({ log, me }: { log: FlightLog; me: Person }) => {
  const { t } = useTexts();
  const totals = [
    { title: t('flightlog.count'), dataIndex: 'flights', align: 'right' as const },
    {
      title: t('flightlog.minutes'),
      align: 'right' as const,
      render: (_: unknown, { airborne_s }: { airborne_s: number }) => minutes(airborne_s),
    },
    {
      title: t('flightlog.metres'),
      align: 'right' as const,
      render: (_: unknown, { flown_m }: { flown_m: number }) => figure(flown_m),
    },
  ];
  return (
    <div className="flightlog-totals">
      <section aria-label={t('flightlog.pilots')}>
        <h2>{t('flightlog.pilots')}</h2>
        <Rule key={`${log.rule.flights} ${log.rule.days}`} rule={log.rule} me={me} />
        <Table<FlightLog['pilots'][number]>
          size="small"
          rowKey="id"
          dataSource={log.pilots}
          pagination={false}
          locale={{ emptyText: t('flightlog.empty_pilots') }}
          columns={[
            { title: t('flightlog.pilot'), dataIndex: 'name' },
            ...totals,
            { title: t('flightlog.recent'), dataIndex: 'recent_flights', align: 'right' },
            {
              title: t('flightlog.licence'),
              render: (_, { licence, licence_class }) =>
                licence === null ? '—' : `${licence}${licence_class === null ? '' : ` · ${licence_class}`}`,
            },
            { title: t('flightlog.valid_to'), render: (_, { valid_to }) => valid_to ?? '—' },
            {
              title: t('flightlog.standing'),
              render: (_, { state }) => (
                <span className={state === 'current' ? 'flightlog-good' : 'flightlog-bad'}>
                  {state === 'current' ? '✓' : '!'} {t(`flightlog.state_${state}`)}
                </span>
              ),
            },
          ]}
        />
      </section>
      <section aria-label={t('flightlog.aircraft')}>
        <h2>{t('flightlog.aircraft')}</h2>
        <Table<FlightLog['aircraft'][number]>
          size="small"
          rowKey="id"
          dataSource={log.aircraft}
          pagination={false}
          locale={{ emptyText: t('flightlog.empty') }}
          columns={[
            { title: t('flightlog.vehicle'), dataIndex: 'name' },
            ...totals,
            {
              title: t('flightlog.effort'),
              render: (_, { effort }) =>
                effort === null ? (
                  <span className="dim">{t('flightlog.effort_none')}</span>
                ) : (
                  t('flightlog.effort_value', {
                    wh_per_m: figure(effort.wh_per_m, 3),
                    hover_w: figure(effort.hover_w),
                    flights: effort.flights,
                  })
                ),
            },
          ]}
        />
      </section>
    </div>
  );
};

/** Who keeps the registry sets it; everybody reads it. */
const Rule = ({ rule, me }: { rule: CurrencyRule; me: Person }) => {
  const { t } = useTexts();
  const cache = useQueryClient();
  const { done, failed } = useNotices();
  const save = useWrite('flights.set_currency');
  const [wanted, want] = useState(rule);
  const keeps = me.roles.includes('supervisor') || me.roles.includes('administrator');
  if (!keeps) return <p className="dim">{t('flightlog.rule', rule)}</p>;
  const changed = wanted.flights !== rule.flights || wanted.days !== rule.days;
  const submit = (): void =>
    save.mutate(wanted, {
      onSuccess: () => {
        void cache.invalidateQueries({ queryKey: ['flights.log'] });
        done(t('flightlog.rule_saved'));
      },
      onError: failed,
    });
  return (
    <p className="flightlog-rule">
      <span className="dim">{t('flightlog.rule', rule)}</span>
      <InputNumber
        size="small"
        min={0}
        max={100}
        aria-label={t('flightlog.rule_flights')}
        suffix={t('flightlog.rule_flights')}
        value={wanted.flights}
        onChange={(flights) => want({ ...wanted, flights: flights ?? rule.flights })}
      />
      <InputNumber
        size="small"
        min={1}
        max={730}
        aria-label={t('flightlog.rule_days')}
        suffix={t('flightlog.rule_days')}
        value={wanted.days}
        onChange={(days) => want({ ...wanted, days: days ?? rule.days })}
      />
      <Button size="small" disabled={!changed} loading={save.isPending} onClick={submit}>
        {t('common.save')}
      </Button>
    </p>
  );
};
