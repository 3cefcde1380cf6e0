import type { Aircraft, Licence } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useVehicleIds, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';
import { Notice } from '../../ui/Notice.tsx';
import { TeamList } from './TeamList.tsx';
import './registry.css';

const fields = ['model', 'serial', 'registration', 'camera', 'firmware'] as const;

/** 登记: what stands in the seal of everything that is filmed. */
export const RegistryPage = () => {
  const { t } = useTexts();
  return (
    <div className="page-padded">
      <div className="page-head">
        <h1>{t('registry.title')}</h1>
      </div>
      <p className="dim">{t('registry.hint')}</p>
      <AircraftList />
      <LicenceList />
      <TeamList />
    </div>
  );
};

/** Those that are registered, and those that are heard and are not. */
const AircraftList = () => {
  const { t } = useTexts();
  const list = useCall('registry.aircraft', {});
  const heard = useVehicleIds();
  if (list.error !== null) return <FaultAlert error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data === undefined) return null;
  const missing = heard.filter((id) => !list.data.some(({ vehicle_id }) => vehicle_id === id));
  const blank = { model: '', serial: '', registration: '', camera: '', firmware: '' };
  const all = [...list.data, ...missing.map((vehicle_id) => ({ vehicle_id, ...blank }))];
  return (
    <section aria-label={t('registry.aircraft')}>
      <h2>{t('registry.aircraft')}</h2>
      {all.length === 0 && <Notice title={t('registry.no_aircraft')} />}
      {all.map((each) => (
        <AircraftForm key={each.vehicle_id} aircraft={each} />
      ))}
    </section>
  );
};

const AircraftForm = ({ aircraft }: { aircraft: Aircraft }) => {
  const { t } = useTexts();
  const save = useWrite('registry.save_aircraft');
  const cache = useQueryClient();
  const { done, failed } = useNotices();
  return (
    <Form<Omit<Aircraft, 'vehicle_id'>>
      layout="vertical"
      className="registry-row panel panel-pad"
      aria-label={aircraft.vehicle_id}
      initialValues={aircraft}
      onFinish={(typed) =>
        save.mutate(
          { ...typed, vehicle_id: aircraft.vehicle_id },
          {
            onSuccess: (saved) => {
              cache.setQueryData(['registry.aircraft', {}], saved);
              done(t('registry.saved'));
            },
            onError: failed,
          },
        )
      }
    >
      <strong>{aircraft.vehicle_id}</strong>
      {fields.map((name) => (
        <Form.Item key={name} name={name} label={t(`registry.${name}`)}>
          <Input maxLength={100} />
        </Form.Item>
      ))}
      <Button htmlType="submit" loading={save.isPending}>
        {t('common.save')}
      </Button>
    </Form>
  );
};

const LicenceList = () => {
  const { t } = useTexts();
  const list = useCall('registry.licences', {});
  if (list.error !== null) return <FaultAlert error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <section aria-label={t('registry.licences')}>
      <h2>{t('registry.licences')}</h2>
      {list.data?.length === 0 && <Notice title={t('registry.no_pilots')} />}
      {list.data?.map((each) => (
        <LicenceForm key={each.person_id} licence={each} />
      ))}
    </section>
  );
};

const LicenceForm = ({ licence }: { licence: Licence }) => {
  const { t } = useTexts();
  const save = useWrite('registry.save_licence');
  const cache = useQueryClient();
  const { done, failed } = useNotices();
  return (
    <Form<{ licence: string; licence_class?: string; valid_to?: string }>
      layout="vertical"
      className="registry-row panel panel-pad"
      aria-label={licence.person_name}
      initialValues={{ ...licence, valid_to: licence.valid_to ?? '' }}
      onFinish={({ licence: number, licence_class = '', valid_to = '' }) =>
        save.mutate(
          {
            person_id: licence.person_id,
            licence: number,
            licence_class,
            valid_to: valid_to === '' ? null : valid_to,
          },
          {
            onSuccess: (saved) => {
              cache.setQueryData(['registry.licences', {}], saved);
              done(t('registry.saved'));
            },
            onError: failed,
          },
        )
      }
    >
      <strong>{licence.person_name}</strong>
      <Form.Item name="licence" label={t('registry.licence')}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="licence_class" label={t('registry.licence_class')}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="valid_to" label={t('registry.valid_to')}>
        <Input type="date" />
      </Form.Item>
      <Button htmlType="submit" loading={save.isPending}>
        {t('common.save')}
      </Button>
    </Form>
  );
};
