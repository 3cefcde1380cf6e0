import type { ModelSet } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm, Table, type TableProps } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices, useRecordFault } from '../../ui/faults.ts';

/** The sets of models this station has; an administrator says which one judges. */
export const ModelsPanel = () => {
  const { t, pick } = useTexts();
  const sets = useCall('models.list', {});
  const use = useWrite('models.use');
  const cache = useQueryClient();
  const faultText = useRecordFault();
  const { done, failed } = useNotices();
  const nameOf = ({ folder }: ModelSet): string => folder ?? t('models.shipped');
  const choose = (set: ModelSet): void =>
    use.mutate(
      { folder: set.folder },
      {
        onSuccess: () => {
          done(t('models.used', { name: nameOf(set) }));
          void cache.invalidateQueries({ queryKey: ['models.list'] });
        },
        onError: failed,
      },
    );
  const columns: TableProps<ModelSet>['columns'] = [
    { title: t('models.set'), key: 'set', width: 200, render: (_, set) => nameOf(set) },
    {
      title: t('models.id'),
      key: 'id',
      render: (_, { model_id, problem }) =>
        problem === null ? <span className="num">{model_id}</span> : faultText(problem).message,
    },
    {
      title: t('models.facilities'),
      key: 'facilities',
      width: 180,
      render: (_, { facilities }) => facilities.map(({ name }) => pick(name)).join('、') || '—',
    },
    { title: t('models.licence'), dataIndex: 'licence', key: 'licence', width: 160 },
    {
      title: t('models.state'),
      key: 'state',
      width: 150,
      render: (_, set) =>
        set.in_use ? (
          t('models.in_use')
        ) : (
          <Popconfirm
            title={t('models.ask', { name: nameOf(set) })}
            description={t('models.ask_detail')}
            disabled={set.problem !== null}
            onConfirm={() => choose(set)}
          >
            <Button
              size="small"
              disabled={set.problem !== null}
              loading={use.isPending && use.variables.folder === set.folder}
            >
              {t('models.use')}
            </Button>
          </Popconfirm>
        ),
    },
  ];
  return (
    <section>
      <h2>{t('models.title')}</h2>
      {sets.data !== undefined && <p className="dim">{t('models.hint', { folder: sets.data.folder })}</p>}
      {sets.error !== null && <FaultAlert error={sets.error} onRetry={() => void sets.refetch()} />}
      <Table
        aria-label={t('models.title')}
        rowKey={({ folder }) => folder ?? ''}
        size="small"
        columns={columns}
        dataSource={sets.data?.sets ?? []}
        loading={sets.isPending}
        pagination={false}
      />
    </section>
  );
};
