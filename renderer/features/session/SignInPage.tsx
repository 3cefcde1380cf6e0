import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { EntryCard } from './EntryCard.tsx';

export const SignInPage = () => {
  const { t } = useTexts();
  const cache = useQueryClient();
  const health = useCall('system.health', {});
  const login = useWrite('session.login');
  const submit = (values: { name: string; password: string }): void =>
    login.mutate(values, {
      onSuccess: (person) => {
        cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session.me' });
        cache.setQueryData(['session.me', {}], person);
      },
    });
  return (
    <EntryCard hint={t('session.sign_in_hint')}>
      {health.data?.needs_setup === true && (
        <Alert
          type="info"
          showIcon
          title={t('session.needs_setup')}
          description={t('session.needs_setup_hint')}
          style={{ marginBottom: 16 }}
        />
      )}
      <Form layout="vertical" onFinish={submit} requiredMark={false} size="large">
        <Form.Item
          name="name"
          label={t('session.name')}
          rules={[{ required: true, message: t('session.name') }]}
        >
          <Input autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('session.password')}
          rules={[{ required: true, message: t('session.password') }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        {login.error !== null && (
          <Form.Item>
            <FaultAlert error={login.error} />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" block loading={login.isPending}>
          {t('session.sign_in')}
        </Button>
      </Form>
    </EntryCard>
  );
};
