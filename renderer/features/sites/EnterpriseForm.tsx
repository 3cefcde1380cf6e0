import { type CallInput, type Enterprise, isCreditCode } from '#common';
import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { goTo } from '../../app/use-route.ts';
import { useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';

const blank: Omit<Enterprise, 'id'> = {
  name: '',
  credit_code: '',
  address: '',
  industry: '',
  workers: null,
  exposed: null,
  contacts: [],
  note: '',
};

/** What is registered of an enterprise; a new one opens its file once it is saved. */
export const EnterpriseForm = ({ enterprise }: { enterprise: Enterprise | undefined }) => {
  const { t } = useTexts();
  const { done, failed } = useNotices();
  const cache = useQueryClient();
  const save = useWrite('enterprises.save');
  const submit = (typed: Omit<CallInput<'enterprises.save'>, 'id'>): void =>
    save.mutate(
      { ...blank, ...typed, ...(enterprise === undefined ? {} : { id: enterprise.id }) },
      {
        onSuccess: ({ id, name }) => {
          done(t('sites.saved', { name }));
          for (const key of ['enterprises.list', 'enterprises.health', 'sites.list'])
            void cache.invalidateQueries({ queryKey: [key] });
          if (enterprise === undefined) goTo(['sites', 'enterprise', id]);
        },
        onError: failed,
      },
    );
  const needed = { required: true, message: t('cases.required') };
  return (
    <Form
      layout="vertical"
      initialValues={enterprise ?? blank}
      onFinish={submit}
      aria-label={t('sites.enterprise')}
    >
      <div className="sites-fields">
        <Form.Item name="name" label={t('sites.enterprise_name')} rules={[needed]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item
          name="credit_code"
          label={t('sites.credit_code')}
          normalize={(text: string) => text.trim().toUpperCase()}
          rules={[
            {
              validator: (_rule, code: string | undefined) =>
                code === undefined || code === '' || isCreditCode(code)
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('sites.credit_code_rule'))),
            },
          ]}
        >
          <Input maxLength={18} className="num" />
        </Form.Item>
        <Form.Item name="industry" label={t('sites.industry')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="address" label={t('sites.address')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="workers" label={t('sites.workers')}>
          <InputNumber min={0} precision={0} />
        </Form.Item>
        <Form.Item name="exposed" label={t('sites.exposed')}>
          <InputNumber min={0} precision={0} />
        </Form.Item>
      </div>
      <fieldset className="sites-contacts">
        <legend>{t('sites.contacts')}</legend>
        <Form.List name="contacts">
          {(rows, { add, remove }) => (
            <>
              {rows.map(({ key, name }) => (
                <div key={key} className="sites-contact">
                  <Form.Item name={[name, 'name']} rules={[needed]}>
                    <Input placeholder={t('sites.contact_name')} maxLength={64} />
                  </Form.Item>
                  <Form.Item name={[name, 'duty']} initialValue="">
                    <Input placeholder={t('sites.contact_duty')} maxLength={100} />
                  </Form.Item>
                  <Form.Item
                    name={[name, 'phone']}
                    rules={[{ required: true, pattern: /^\+?[\d-]{5,20}$/, message: t('rules.phone_rule') }]}
                  >
                    <Input placeholder={t('sites.contact_phone')} inputMode="tel" />
                  </Form.Item>
                  <Button
                    type="text"
                    icon={<MinusCircleOutlined />}
                    aria-label={t('sites.remove')}
                    onClick={() => remove(name)}
                  />
                </div>
              ))}
              <Button icon={<PlusOutlined />} disabled={rows.length >= 20} onClick={() => add()}>
                {t('sites.contact_add')}
              </Button>
            </>
          )}
        </Form.List>
      </fieldset>
      <Form.Item name="note" label={t('sites.note')}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={4000} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('common.save')}
      </Button>
    </Form>
  );
};
