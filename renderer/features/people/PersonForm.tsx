import { type CallInput, type Role, roles } from '#common';
import { UserAddOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input } from 'antd';
import { useEffect } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';

/** Adds a person; the `suggested` role is ticked to begin with. */
export const PersonForm = ({ suggested }: { suggested: Role | undefined }) => {
  const { t } = useTexts();
  const { done } = useNotices();
  const cache = useQueryClient();
  const create = useWrite('people.create');
  const [form] = Form.useForm<CallInput<'people.create'>>();
  useEffect(() => {
    // Never under the hands of somebody who is already typing.
    if (!form.isFieldsTouched()) form.setFieldsValue({ roles: suggested === undefined ? [] : [suggested] });
  }, [form, suggested]);
  const submit = ({ officer_no = '', ...values }: CallInput<'people.create'>): void =>
    create.mutate(
      { ...values, ...(officer_no.trim() === '' ? {} : { officer_no }) },
      {
        onSuccess: ({ name }) => {
          done(t('people.added', { name }));
          form.resetFields();
          form.setFieldsValue({ roles: [] });
          void cache.invalidateQueries({ queryKey: ['people.list'] });
        },
      },
    );
  return (
    <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} aria-label={t('people.add')}>
      <div className="person-row">
        <Form.Item
          name="name"
          label={t('people.name')}
          rules={[{ required: true, min: 2, max: 64, message: t('session.name_rule') }]}
        >
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('people.password')}
          rules={[{ required: true, min: 10, message: t('session.password_rule') }]}
        >
          <Input.Password autoComplete="new-password" placeholder={t('session.password_rule')} />
        </Form.Item>
        <Form.Item name="officer_no" label={t('cases.officer_no')}>
          <Input autoComplete="off" maxLength={40} placeholder={t('cases.officer_no_hint')} />
        </Form.Item>
        <Form.Item
          name="roles"
          label={t('people.roles')}
          rules={[{ required: true, message: t('people.roles_rule') }]}
        >
          <Checkbox.Group options={roles.map((role) => ({ value: role, label: t(`roles.${role}`) }))} />
        </Form.Item>
        <Button type="primary" htmlType="submit" icon={<UserAddOutlined />} loading={create.isPending}>
          {t('people.add')}
        </Button>
      </div>
      {create.error !== null && <FaultAlert error={create.error} />}
    </Form>
  );
};
