import type { Contact } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Switch } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';
import { HoursField } from './HoursField.tsx';

/** How each person is reached, whether on duty, and when not to be disturbed. */
export const ContactsPanel = () => {
  const { t } = useTexts();
  const contacts = useCall('contacts.list', {});
  const people = useCall('people.list', {});
  if (contacts.error !== null) return <FaultAlert error={contacts.error} />;
  const shown = (people.data ?? []).filter(({ disabled }) => !disabled);
  return (
    <section className="rules">
      <h2>{t('rules.contacts')}</h2>
      <p className="dim">{t('rules.contacts_hint')}</p>
      {shown.map(({ id, name }) => {
        const contact = contacts.data?.find(({ person_id }) => person_id === id);
        return contact === undefined ? null : <ContactForm key={id} name={name} contact={contact} />;
      })}
    </section>
  );
};

const ContactForm = ({ name, contact }: { name: string; contact: Contact }) => {
  const { t } = useTexts();
  const { done, failed } = useNotices();
  const cache = useQueryClient();
  const save = useWrite('contacts.save');
  const submit = (values: Pick<Contact, 'addresses' | 'on_duty' | 'quiet'>): void =>
    save.mutate(
      { person_id: contact.person_id, ...values },
      {
        onSuccess: () => {
          done(t('channels.saved', { name }));
          void cache.invalidateQueries({ queryKey: ['contacts.list'] });
        },
        onError: failed,
      },
    );
  return (
    <Form layout="vertical" initialValues={contact} onFinish={submit} aria-label={name}>
      <fieldset className="rule">
        <legend>{name}</legend>
        <Form.Item
          name={['addresses', 'mobile']}
          label={t('rules.mobile')}
          rules={[{ pattern: /^\+?\d{5,15}$/, message: t('rules.phone_rule') }]}
        >
          <Input inputMode="tel" />
        </Form.Item>
        <Form.Item name={['addresses', 'email']} label={t('rules.email')} rules={[{ type: 'email' }]}>
          <Input />
        </Form.Item>
        <Form.Item name={['addresses', 'dingtalk_id']} label={t('rules.dingtalk_id')}>
          <Input maxLength={128} />
        </Form.Item>
        <Form.Item name={['addresses', 'wecom_id']} label={t('rules.wecom_id')}>
          <Input maxLength={128} />
        </Form.Item>
        <Form.Item name="quiet" label={t('rules.quiet')}>
          <HoursField />
        </Form.Item>
        <Form.Item name="on_duty" valuePropName="checked" label={t('rules.on_duty')}>
          <Switch />
        </Form.Item>
        <Button htmlType="submit" loading={save.isPending}>
          {t('channels.save')}
        </Button>
      </fieldset>
    </Form>
  );
};
