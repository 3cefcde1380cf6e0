import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { goTo } from '../../app/use-route.ts';
import { useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { EntryCard } from './EntryCard.tsx';

type Values = { name: string; password: string; again: string };

/** Opens with the one-time link of the first start. */
export const SetupPage = ({ token }: { token: string }) => {
  const { t } = useTexts();
  const cache = useQueryClient();
  const claim = useWrite('setup.claim');
  const login = useWrite('session.login');
  const submit = async ({ name, password }: Values): Promise<void> => {
    await claim.mutateAsync({ token, name, password });
    const person = await login.mutateAsync({ name, password });
    cache.setQueryData(['session.me', {}], person);
    goTo(['people'], { welcome: '1' });
  };
  const error = claim.error ?? login.error;
  return (
    <EntryCard hint={t('session.setup_hint')}>
      {/* A rejection is shown from the mutation's own state. */}
      <Form
        layout="vertical"
        onFinish={(values: Values) => void submit(values).catch(() => undefined)}
        requiredMark={false}
        size="large"
      >
        <Form.Item
          name="name"
          label={t('session.name')}
          extra={t('session.name_rule')}
          rules={[{ required: true, min: 2, max: 64, message: t('session.name_rule') }]}
        >
          <Input autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('session.password')}
          extra={t('session.password_rule')}
          rules={[{ required: true, min: 10, message: t('session.password_rule') }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('session.password_repeat')}
          dependencies={['password']}
          rules={[
            ({ getFieldValue }) => ({
              validator: async (_rule, value: unknown) => {
                if (value !== getFieldValue('password')) throw new Error(t('session.password_differs'));
              },
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        {error !== null && (
          <Form.Item>
            <FaultAlert error={error} />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" block loading={claim.isPending || login.isPending}>
          {t('session.setup_submit')}
        </Button>
      </Form>
    </EntryCard>
  );
};
