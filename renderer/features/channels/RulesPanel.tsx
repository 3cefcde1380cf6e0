import { type AlertSettings, isInUse } from '#common';
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';
import { HoursField } from './HoursField.tsx';

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

/** Who is told of what and when, who is on duty, whom an inspector calls at the enterprise. */
export const RulesPanel = () => {
  const settings = useCall('alerts.settings', {});
  if (settings.error !== null) return <FaultAlert error={settings.error} />;
  return settings.data === undefined ? null : <RulesForm settings={settings.data} />;
};

const RulesForm = ({ settings }: { settings: AlertSettings }) => {
  const { t, pick } = useTexts();
  const { done, failed } = useNotices();
  const cache = useQueryClient();
  const save = useWrite('alerts.save_settings');
  const people = useCall('people.list', {});
  const sites = useCall('sites.list', {});
  const officers = (people.data ?? [])
    .filter(
      ({ disabled, roles }) =>
        !disabled && roles.some((role) => role === 'inspector' || role === 'supervisor'),
    )
    .map(({ id, name }) => ({ value: id, label: name }));
  const places = (sites.data ?? []).map((site) => ({
    value: site.id,
    label: isInUse(site) ? pick(site.name) : `${pick(site.name)} · ${t('sites.retired')}`,
  }));
  const submit = (values: AlertSettings): void =>
    save.mutate(values, {
      onSuccess: (saved) => {
        cache.setQueryData(['alerts.settings', {}], saved);
        done(t('rules.saved'));
      },
      onError: failed,
    });
  const who = (name: number, role: 'first' | 'second' | 'supervisor') => (
    <Form.Item name={[name, role]} label={t(`rules.${role}`)}>
      <Select
        mode="multiple"
        options={officers}
        placeholder={t('rules.everybody')}
        optionFilterProp="label"
      />
    </Form.Item>
  );
  return (
    <Form
      layout="vertical"
      initialValues={settings}
      onFinish={submit}
      aria-label={t('rules.title')}
      className="rules"
    >
      <h2>{t('rules.title')}</h2>
      <p className="dim">{t('rules.hint')}</p>
      <Form.List name="rules">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <fieldset key={key} className="rule">
                <Form.Item name={[name, 'site_id']} label={t('rules.site')}>
                  <Select options={[{ value: null, label: t('rules.any_site') }, ...places]} />
                </Form.Item>
                <Form.Item name={[name, 'hazard']} label={t('rules.hazard')}>
                  <Select
                    options={[
                      { value: null, label: t('rules.any_hazard') },
                      { value: 'dust', label: t('rules.dust') },
                      { value: 'noise', label: t('rules.noise') },
                      { value: 'fence', label: t('items.fence') },
                      { value: 'facility', label: t('items.facility') },
                    ]}
                  />
                </Form.Item>
                <Form.Item name={[name, 'hours']} label={t('rules.hours')}>
                  <HoursField />
                </Form.Item>
                {who(name, 'first')}
                {who(name, 'second')}
                {who(name, 'supervisor')}
                <Form.Item name={[name, 'broadcast']} valuePropName="checked" label={t('rules.broadcast')}>
                  <Checkbox>{t('rules.broadcast_on')}</Checkbox>
                </Form.Item>
                <Remove label={t('rules.remove')} onClick={() => remove(name)} />
              </fieldset>
            ))}
            <Button
              icon={<PlusOutlined />}
              onClick={() =>
                add({
                  site_id: null,
                  hazard: null,
                  hours: null,
                  first: [],
                  second: [],
                  supervisor: [],
                  broadcast: false,
                })
              }
            >
              {t('rules.add')}
            </Button>
          </>
        )}
      </Form.List>
      <h2>{t('rules.shifts')}</h2>
      <p className="dim">{t('rules.shifts_hint')}</p>
      <Form.List name="shifts">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <fieldset key={key} className="rule">
                <Form.Item
                  name={[name, 'name']}
                  label={t('rules.shift_name')}
                  rules={[{ required: true, max: 40 }]}
                >
                  <Input />
                </Form.Item>
                <Form.Item name={[name, 'days']} label={t('rules.days')} rules={[{ required: true }]}>
                  <Select
                    mode="multiple"
                    options={weekdays.map((day) => ({ value: day, label: t(`rules.day_${day}`) }))}
                  />
                </Form.Item>
                <Form.Item name={[name, 'hours']} label={t('rules.hours')} rules={[{ required: true }]}>
                  <HoursField />
                </Form.Item>
                <Form.Item name={[name, 'people']} label={t('rules.people')}>
                  <Select mode="multiple" options={officers} optionFilterProp="label" />
                </Form.Item>
                <Remove label={t('rules.remove')} onClick={() => remove(name)} />
              </fieldset>
            ))}
            <Button
              icon={<PlusOutlined />}
              onClick={() =>
                add({ name: '', days: [1, 2, 3, 4, 5], hours: { from: '08:00', to: '17:30' }, people: [] })
              }
            >
              {t('rules.add_shift')}
            </Button>
          </>
        )}
      </Form.List>
      <h2>{t('rules.site_contacts')}</h2>
      <Form.List name="site_contacts">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <fieldset key={key} className="rule">
                <Form.Item name={[name, 'site_id']} label={t('rules.site')} rules={[{ required: true }]}>
                  <Select options={places} />
                </Form.Item>
                <Form.Item name={[name, 'name']} label={t('rules.contact_name')} rules={[{ max: 64 }]}>
                  <Input />
                </Form.Item>
                <Form.Item
                  name={[name, 'phone']}
                  label={t('rules.phone')}
                  rules={[{ required: true, pattern: /^\+?[\d-]{5,20}$/, message: t('rules.phone_rule') }]}
                >
                  <Input inputMode="tel" />
                </Form.Item>
                <Remove label={t('rules.remove')} onClick={() => remove(name)} />
              </fieldset>
            ))}
            <Button icon={<PlusOutlined />} onClick={() => add({ name: '', phone: '' })}>
              {t('rules.add_contact')}
            </Button>
          </>
        )}
      </Form.List>
      <h2>{t('rules.times')}</h2>
      <fieldset className="rule">
        {(
          [
            ['second_after_s', 10, 3600],
            ['supervisor_after_s', 20, 7200],
            ['update_after_s', 5, 600],
            ['expires_after_min', 1, 1440],
          ] as const
        ).map(([field, min, max]) => (
          <Form.Item key={field} name={field} label={t(`rules.${field}`)} rules={[{ required: true }]}>
            <InputNumber min={min} max={max} precision={0} />
          </Form.Item>
        ))}
        <Form.Item name="base_url" label={t('rules.base_url')}>
          <Input placeholder="https://…" maxLength={200} />
        </Form.Item>
        <Form.Item name="site_names" valuePropName="checked" label={t('rules.privacy')}>
          <Checkbox>{t('rules.site_names')}</Checkbox>
        </Form.Item>
      </fieldset>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('channels.save')}
      </Button>
    </Form>
  );
};

const Remove = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <Button type="text" aria-label={label} title={label} icon={<DeleteOutlined />} onClick={onClick} />
);
