import { type CallInput, isInUse, type Team } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Popconfirm, Select } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';

/** 队伍: who goes out together, and whose sites are whose. The last row makes a new one. */
export const TeamList = () => {
  const { t } = useTexts();
  const teams = useCall('teams.list', {});
  if (teams.error !== null) return <FaultAlert error={teams.error} onRetry={() => void teams.refetch()} />;
  return (
    <section aria-label={t('registry.teams')}>
      <h2>{t('registry.teams')}</h2>
      <p className="dim">{t('registry.teams_hint')}</p>
      {teams.data?.map((team) => (
        <TeamForm key={team.id} team={team} />
      ))}
      <TeamForm key={`new ${teams.data?.length ?? 0}`} team={undefined} />
    </section>
  );
};

const TeamForm = ({ team }: { team: Team | undefined }) => {
  const { t, pick } = useTexts();
  const officers = useCall('cases.officers', {});
  const sites = useCall('sites.list', {});
  const save = useWrite('teams.save');
  const remove = useWrite('teams.remove');
  const cache = useQueryClient();
  const { done, failed } = useNotices();
  const told = {
    onSuccess: (teams: Team[]) => {
      cache.setQueryData(['teams.list', {}], teams);
      void cache.invalidateQueries({ queryKey: ['cases.officers'] });
      done(t('registry.saved'));
    },
    onError: failed,
  };
  return (
    <Form<Omit<CallInput<'teams.save'>, 'id'>>
      layout="vertical"
      className="registry-row panel panel-pad"
      aria-label={team?.name ?? t('registry.team_add')}
      initialValues={team ?? { name: '', member_ids: [], site_ids: [] }}
      onFinish={(typed) => save.mutate({ ...typed, ...(team === undefined ? {} : { id: team.id }) }, told)}
    >
      <Form.Item
        name="name"
        label={t('registry.team_name')}
        rules={[{ required: true, message: t('cases.required') }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="member_ids" label={t('registry.members')}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          options={(officers.data ?? []).map(({ id, name, officer_no }) => ({
            value: id,
            label: `${name}（${officer_no}）`,
          }))}
        />
      </Form.Item>
      <Form.Item name="site_ids" label={t('registry.team_sites')}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          options={(sites.data ?? [])
            .filter((site) => isInUse(site) || team?.site_ids.includes(site.id) === true)
            .map(({ id, name }) => ({ value: id, label: pick(name) }))}
        />
      </Form.Item>
      <Button htmlType="submit" loading={save.isPending}>
        {t(team === undefined ? 'registry.team_add' : 'common.save')}
      </Button>
      {team !== undefined && (
        <Popconfirm
          title={t('registry.team_remove_ask', { name: team.name })}
          onConfirm={() => remove.mutate({ team_id: team.id }, told)}
        >
          <Button danger>{t('registry.team_remove')}</Button>
        </Popconfirm>
      )}
    </Form>
  );
};
