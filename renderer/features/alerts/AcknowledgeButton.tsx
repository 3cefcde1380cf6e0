import type { Alert, Person } from '#common';
import { Button, Tooltip } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';

/** 签收: says that a person has seen the alert and takes it on. */
export const AcknowledgeButton = ({ alert, me }: { alert: Alert; me: Person }) => {
  const { t } = useTexts();
  const { failed } = useNotices();
  const acknowledge = useWrite('alerts.acknowledge');
  const allowed = me.roles.includes('inspector') || me.roles.includes('supervisor');
  return (
    <Tooltip title={allowed ? undefined : t('alerts.inspectors_only')}>
      <Button
        size="small"
        type="primary"
        disabled={!allowed}
        loading={acknowledge.isPending}
        onClick={() => acknowledge.mutate({ alert_id: alert.id }, { onError: failed })}
      >
        {t('alerts.acknowledge')}
      </Button>
    </Tooltip>
  );
};
