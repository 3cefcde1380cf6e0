import { type Person, type Role, roles } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import {
  Button,
  Checkbox,
  Form,
  Input,
  Modal,
  Popconfirm,
  Select,
  Space,
  Table,
  type TableProps,
  Tag,
  Typography,
} from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { goTo } from '../../app/use-route.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PersonForm } from './PersonForm.tsx';
import './people.css';

const useUpdatePerson = () => {
  const update = useWrite('people.update');
  const cache = useQueryClient();
  const { done, failed } = useNotices();
  return (input: Parameters<typeof update.mutate>[0], said?: string): void =>
    update.mutate(input, {
      onSuccess: () => {
        if (said !== undefined) done(said);
        void cache.invalidateQueries({ queryKey: ['people.list'] });
        void cache.invalidateQueries({ queryKey: ['session.me'] });
      },
      onError: failed,
    });
};

/** Who may use the station, and as what. After first setup it asks for the first people. */
export const PeoplePage = ({ me, welcome }: { me: Person; welcome: boolean }) => {
  const { t } = useTexts();
  const people = useCall('people.list', {});
  const update = useUpdatePerson();
  const [password_for, setPasswordFor] = useState<Person>();
  const held = new Set(people.data?.filter(({ disabled }) => !disabled).flatMap((person) => person.roles));
  const suggested = (['pilot', 'inspector'] as const).find((role) => !held.has(role));
  const columns: TableProps<Person>['columns'] = [
    {
      title: t('people.name'),
      key: 'name',
      width: 220,
      render: (_, { id, name }) => (
        <>
          {name} {id === me.id && <Tag>{t('people.you')}</Tag>}
        </>
      ),
    },
    {
      title: t('people.roles'),
      key: 'roles',
      render: (_, person) => (
        <Select
          mode="multiple"
          className="person-roles"
          aria-label={`${t('people.edit_roles')}: ${person.name}`}
          value={person.roles}
          onChange={(chosen) => {
            if (chosen.length > 0) update({ person_id: person.id, roles: chosen });
          }}
          options={roles.map((role) => ({
            value: role,
            label: t(`roles.${role}`),
            // Nobody locks themselves out.
            disabled: person.id === me.id && role === 'administrator',
          }))}
        />
      ),
    },
    {
      title: t('cases.officer_no'),
      key: 'officer_no',
      width: 180,
      render: (_, { id, name, officer_no }) => (
        <Typography.Text
          className={officer_no === null || officer_no === undefined ? 'dim' : 'num'}
          editable={{
            text: officer_no ?? '',
            maxLength: 40,
            tooltip: `${t('cases.officer_no')}: ${name}`,
            onChange: (text) =>
              update({ person_id: id, officer_no: text.trim() === '' ? null : text.trim() }),
          }}
        >
          {officer_no ?? t('cases.officer_no_none')}
        </Typography.Text>
      ),
    },
    {
      title: t('people.state'),
      key: 'state',
      width: 100,
      render: (_, { disabled }) =>
        disabled ? <span className="dim">{t('people.disabled')}</span> : t('people.active'),
    },
    {
      title: '',
      key: 'act',
      width: 220,
      align: 'right',
      render: (_, person) => (
        <Space>
          <Button size="small" onClick={() => setPasswordFor(person)}>
            {t('people.set_password')}
          </Button>
          {person.disabled ? (
            <Button size="small" onClick={() => update({ person_id: person.id, disabled: false })}>
              {t('people.enable')}
            </Button>
          ) : (
            <Popconfirm
              title={t('people.disable')}
              description={t('people.disable_confirm', { name: person.name })}
              okText={t('people.disable')}
              onConfirm={() => update({ person_id: person.id, disabled: true })}
            >
              <Button size="small" disabled={person.id === me.id}>
                {t('people.disable')}
              </Button>
            </Popconfirm>
          )}
        </Space>
      ),
    },
  ];
  return (
    <div className="page-padded">
      <div className="page-head">
        <h1>{t(welcome ? 'people.welcome_title' : 'people.title')}</h1>
        <span className="dim">{t('people.welcome_hint')}</span>
        <span className="spring" />
        {welcome && (
          <Button type="primary" onClick={() => goTo(['fly'])}>
            {t('people.done')}
          </Button>
        )}
      </div>
      <section className="panel panel-pad">
        {people.data !== undefined && <PersonForm suggested={suggested} />}
        {welcome && <OwnRoles me={me} />}
      </section>
      {people.error !== null && <FaultAlert error={people.error} onRetry={() => void people.refetch()} />}
      <Table
        aria-label={t('people.title')}
        rowKey="id"
        size="small"
        columns={columns}
        dataSource={people.data ?? []}
        loading={people.isPending}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        locale={{ emptyText: <Notice title={t('people.empty')} /> }}
      />
      {password_for !== undefined && (
        <PasswordDialog person={password_for} onClose={() => setPasswordFor(undefined)} />
      )}
    </div>
  );
};

/** Whoever works alone takes the other roles as well; a change of roles ends the session. */
const OwnRoles = ({ me }: { me: Person }) => {
  const { t } = useTexts();
  const update = useUpdatePerson();
  const [chosen, choose] = useState<readonly Role[]>(me.roles);
  const others = roles.filter((role) => role !== 'administrator');
  const same = others.every((role) => chosen.includes(role) === me.roles.includes(role));
  return (
    <div className="self-roles">
      <span>{t('people.self_roles')}</span>
      <Checkbox.Group
        value={[...chosen]}
        onChange={choose}
        options={others.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
      />
      <Button
        size="small"
        disabled={same}
        onClick={() =>
          update(
            { person_id: me.id, roles: ['administrator', ...others.filter((role) => chosen.includes(role))] },
            t('people.self_saved'),
          )
        }
      >
        {t('people.self_save')}
      </Button>
    </div>
  );
};

const PasswordDialog = ({ person, onClose }: { person: Person; onClose: () => void }) => {
  const { t } = useTexts();
  const update = useUpdatePerson();
  const [form] = Form.useForm<{ password: string }>();
  return (
    <Modal
      open
      title={`${t('people.set_password')}: ${person.name}`}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ password }) => {
          update({ person_id: person.id, password }, t('people.password_set', { name: person.name }));
          onClose();
        }}
      >
        <Form.Item
          name="password"
          label={t('people.new_password')}
          rules={[{ required: true, min: 10, message: t('session.password_rule') }]}
        >
          <Input.Password autoComplete="new-password" autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
};
