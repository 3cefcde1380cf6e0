import { type CallInput, type EnterpriseRecord, enterpriseRecordKinds } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Popover, Select } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';

type Props = { enterprise_id: string; records: readonly EnterpriseRecord[] };

/** What inspectors write into the file by hand: trainings, inspections, measurements, health checks. */
export const Records = ({ enterprise_id, records }: Props) => {
  const { t } = useTexts();
  const { done, failed } = useNotices();
  const cache = useQueryClient();
  const write = useWrite('enterprises.record');
  const [form] = Form.useForm<Omit<CallInput<'enterprises.record'>, 'enterprise_id'>>();
  return (
    <section aria-label={t('sites.records')}>
      <h3>{t('sites.records')}</h3>
      <Form
        form={form}
        layout="inline"
        className="health-record"
        initialValues={{ kind: 'training' }}
        aria-label={t('sites.records')}
        onFinish={(typed) =>
          write.mutate(
            { ...typed, people: typed.people ?? null, enterprise_id },
            {
              onSuccess: () => {
                form.resetFields();
                done(t('sites.recorded'));
                void cache.invalidateQueries({ queryKey: ['enterprises.health'] });
              },
              onError: failed,
            },
          )
        }
      >
        <Form.Item name="kind">
          <Select
            aria-label={t('sites.record_kind')}
            options={enterpriseRecordKinds.map((value) => ({ value, label: t(`sites.record_${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="date" rules={[{ required: true, message: t('cases.required') }]}>
          <Input type="date" aria-label={t('sites.record_date')} />
        </Form.Item>
        <Form.Item name="people">
          <InputNumber min={0} precision={0} placeholder={t('sites.record_people')} />
        </Form.Item>
        <Form.Item
          name="text"
          className="health-record-text"
          rules={[{ required: true, message: t('cases.required') }]}
        >
          <Input maxLength={4000} placeholder={t('sites.record_text')} />
        </Form.Item>
        <Button htmlType="submit" loading={write.isPending}>
          {t('sites.record_add')}
        </Button>
      </Form>
      <table className="health-table">
        <tbody>
          {records.map((record) => (
            <tr key={record.id} data-withdrawn={record.withdrawn === null ? undefined : ''}>
              <td className="num">{record.date}</td>
              <td>{t(`sites.record_${record.kind}`)}</td>
              <td>
                <span className="health-text">{record.text}</span>
                {record.withdrawn !== null && (
                  <small className="dim">
                    {t('sites.withdrawn', {
                      name: record.withdrawn.by_name,
                      reason: record.withdrawn.reason,
                    })}
                  </small>
                )}
              </td>
              <td>{record.people === null ? '' : t('sites.people', { count: record.people })}</td>
              <td>{record.by_name}</td>
              <td>{record.withdrawn === null && <Withdraw record_id={record.id} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const Withdraw = ({ record_id }: { record_id: string }) => {
  const { t } = useTexts();
  const { failed } = useNotices();
  const cache = useQueryClient();
  const withdraw = useWrite('enterprises.withdraw');
  const content = (
    <Input.Search
      maxLength={500}
      placeholder={t('sites.withdraw_reason')}
      enterButton={t('sites.withdraw')}
      loading={withdraw.isPending}
      onSearch={(reason) => {
        if (reason.trim() === '') return;
        withdraw.mutate(
          { record_id, reason },
          {
            onSuccess: () => void cache.invalidateQueries({ queryKey: ['enterprises.health'] }),
            onError: failed,
          },
        );
      }}
    />
  );
  return (
    <Popover trigger="click" content={content}>
      <Button type="link" size="small">
        {t('sites.withdraw')}
      </Button>
    </Popover>
  );
};
