import type { SearchFilter } from '#common';
import { DeleteOutlined, SaveOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, Popover, Space, Tag } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';

type Props = { filter: SearchFilter; onChoose: (filter: SearchFilter) => void };

/** One press asks again what somebody asks every day. */
export const SavedFilters = ({ filter, onChoose }: Props) => {
  const { t } = useTexts();
  const saved = useCall('search.saved', {});
  const save = useWrite('search.save');
  const forget = useWrite('search.forget');
  const cache = useQueryClient();
  const { failed } = useNotices();
  const [name, setName] = useState('');
  const after = {
    onSuccess: (list: unknown) => {
      cache.setQueryData(['search.saved', {}], list);
      setName('');
    },
    onError: failed,
  };
  return (
    <Space wrap aria-label={t('search.saved')}>
      {(saved.data ?? []).map((each) => (
        <Tag key={each.id} className="saved-filter">
          <button type="button" onClick={() => onChoose(each.filter)}>
            {each.name}
          </button>
          <button
            type="button"
            aria-label={t('search.forget', { name: each.name })}
            title={t('search.forget', { name: each.name })}
            onClick={() => forget.mutate({ id: each.id }, after)}
          >
            <DeleteOutlined />
          </button>
        </Tag>
      ))}
      <Popover
        trigger="click"
        content={
          <Space.Compact>
            <Input
              value={name}
              maxLength={60}
              placeholder={t('search.name')}
              aria-label={t('search.name')}
              onChange={({ target }) => setName(target.value)}
            />
            <Button
              type="primary"
              disabled={name.trim() === ''}
              loading={save.isPending}
              onClick={() => save.mutate({ name: name.trim(), filter }, after)}
            >
              {t('common.save')}
            </Button>
          </Space.Compact>
        }
      >
        <Button icon={<SaveOutlined />} disabled={Object.keys(filter).length === 0}>
          {t('search.save')}
        </Button>
      </Popover>
    </Space>
  );
};
