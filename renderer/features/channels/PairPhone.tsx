import { useQueryClient } from '@tanstack/react-query';
import { Button, List, Modal, QRCode } from 'antd';
import { useEffect } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';
import { shortDateTime } from '../../ui/format.ts';
import { useNow_us } from '../../ui/use-now.ts';
import './channels.css';

/** A code for one's own phone, and the phones one has. */
export const PairPhone = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTexts();
  const { failed } = useNotices();
  const cache = useQueryClient();
  const now_us = useNow_us(1000);
  const phones = useCall('phones.list', {});
  const { mutate, data: code, error } = useWrite('phones.pair');
  const revoke = useWrite('phones.revoke');
  useEffect(() => mutate({}), [mutate]);
  const origin =
    code === undefined || code.base_url === '' ? location.origin : code.base_url.replace(/\/$/, '');
  const address = `${origin}/phone/#/pair/${code?.token ?? ''}`;
  const expired = code !== undefined && code.expires_utc_us < now_us;
  return (
    <Modal open title={t('channels.pair')} footer={null} onCancel={onClose}>
      <div className="pair-phone">
        {error !== null && <FaultAlert error={error} />}
        <QRCode
          value={address}
          size={220}
          status={code === undefined ? 'loading' : expired ? 'expired' : 'active'}
          bgColor="#fff"
          color="#000"
        />
        <p>{t(expired ? 'channels.pair_expired' : 'channels.pair_hint')}</p>
        <code data-pair-address={address}>{origin}</code>
      </div>
      <List
        size="small"
        header={t('channels.phones')}
        locale={{ emptyText: t('channels.phone_none') }}
        dataSource={phones.data ?? []}
        renderItem={({ id, name, person_name, paired_utc_us, revoked_utc_us }) => (
          <List.Item
            actions={[
              revoked_utc_us === null ? (
                <Button
                  key="revoke"
                  size="small"
                  onClick={() =>
                    revoke.mutate(
                      { phone_id: id },
                      {
                        onSuccess: () => void cache.invalidateQueries({ queryKey: ['phones.list'] }),
                        onError: failed,
                      },
                    )
                  }
                >
                  {t('channels.revoke')}
                </Button>
              ) : (
                <small key="revoked">{t('channels.revoked')}</small>
              ),
            ]}
          >
            {person_name} · {name}{' '}
            <small className="dim">{t('channels.paired_at', { time: shortDateTime(paired_utc_us) })}</small>
          </List.Item>
        )}
      />
    </Modal>
  );
};
