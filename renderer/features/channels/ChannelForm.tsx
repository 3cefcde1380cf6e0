import { type Channel, type ChannelKind, type ChannelKindSpec, channelKinds } from '#common';
import { Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';

type Kind = Exclude<ChannelKind, 'in_app'>;
type Values = { kind: Kind; name: string; from_level: number; fields: Record<string, string> };

const kinds = (Object.keys(channelKinds) as ChannelKind[]).filter((kind): kind is Kind => kind !== 'in_app');

/** Kinds that are spoken to, and where their service calls back. */
const hooks: Partial<Record<Kind, string>> = { dingtalk_robot: 'dingtalk', wecom_app: 'wecom' };

/** The settings of one channel; a secret goes in and is never shown again. */
export const ChannelForm = ({ channel, onClose }: { channel: Channel | undefined; onClose: () => void }) => {
  const { t, pick } = useTexts();
  const { done } = useNotices();
  const [form] = Form.useForm<Values>();
  const save = useWrite('channels.save');
  const first = channel === undefined || channel.kind === 'in_app' ? 'dingtalk_robot' : channel.kind;
  const [kind, setKind] = useState<Kind>(first);
  const spec: ChannelKindSpec = channelKinds[kind];
  const submit = (values: Values): void =>
    save.mutate(
      {
        ...values,
        kind,
        fields: values.fields ?? {},
        enabled: channel?.enabled ?? true,
        ...(channel === undefined ? {} : { channel_id: channel.id }),
      },
      {
        onSuccess: ({ name }) => {
          done(t('channels.saved', { name }));
          onClose();
        },
      },
    );
  return (
    <Modal
      open
      title={channel === undefined ? t('channels.add') : `${t('channels.edit')} ${channel.name}`}
      okText={t('channels.save')}
      cancelText={t('common.cancel')}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={save.isPending}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        aria-label={t('channels.title')}
        initialValues={{
          kind,
          name: channel?.name ?? pick(spec.name),
          from_level: channel?.from_level ?? 0,
          fields: channel?.fields ?? {},
        }}
      >
        <Form.Item name="kind" label={t('channels.kind')}>
          <Select
            disabled={channel !== undefined}
            onChange={(chosen: Kind) => {
              setKind(chosen);
              form.setFieldValue('name', pick(channelKinds[chosen].name));
            }}
            options={kinds.map((value) => ({ value, label: pick(channelKinds[value].name) }))}
          />
        </Form.Item>
        <Form.Item name="name" label={t('channels.name')} rules={[{ required: true }]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="from_level" label={t('channels.from_level')}>
          <Select
            options={[0, 1, 2].map((value) => ({
              value,
              label: t(`channels.level_${value === 0 ? 0 : value === 1 ? 1 : 2}`),
            }))}
          />
        </Form.Item>
        {Object.entries(spec.fields).map(([name, field]) => {
          const kept = channel?.secrets_set.includes(name) ?? false;
          const hint =
            field.secret === true
              ? t(
                  kept
                    ? 'channels.secret_kept'
                    : field.optional === true
                      ? 'common.optional'
                      : 'channels.secret_new',
                )
              : field.preset !== undefined && field.preset !== ''
                ? t('channels.preset', { value: field.preset })
                : field.optional === true
                  ? t('common.optional')
                  : '';
          const needed = field.optional !== true && field.preset === undefined && !kept;
          return (
            <Form.Item
              key={`${kind}.${name}`}
              name={['fields', name]}
              label={pick(field.label)}
              rules={[{ required: needed, message: pick(field.label) }]}
            >
              {field.secret === true ? (
                <Input.Password autoComplete="new-password" placeholder={hint} maxLength={2000} />
              ) : (
                <Input placeholder={hint} autoComplete="off" spellCheck={false} maxLength={2000} />
              )}
            </Form.Item>
          );
        })}
        {channel !== undefined && hooks[kind] !== undefined && (
          <p className="dim">
            {t('channels.callback')}
            <br />
            <code>{`${location.origin}/hook/${hooks[kind]}/${channel.id}`}</code>
          </p>
        )}
        {save.error !== null && <FaultAlert error={save.error} />}
      </Form>
    </Modal>
  );
};
