import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Collapse, List, Modal, QRCode } from 'antd';
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
    code === undefined || code.base_url === ''
      ? (code?.origins[0] ?? location.origin)
      : code.base_url.replace(/\/$/, '');
  // A phone cannot reach what only this computer hears.
  const unreachable = code !== undefined && /^https?:\/\/(127\.|localhost|\[::1\])/.test(origin);
  const root_sha256 = code?.root_sha256 ?? null;
  const address = `${origin}/phone/#/pair/${code?.token ?? ''}`;
  const expired = code !== undefined && code.expires_utc_us < now_us;
  const code_view = (
    <div className="pair-phone">
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
  );
  return (
    <Modal open title={t('channels.pair')} footer={null} onCancel={onClose}>
      <div className="pair-phone">
        {error !== null && <FaultAlert error={error} />}
        {unreachable && <Alert type="warning" showIcon title={t('channels.pair_here_only')} />}
        {root_sha256 === null ? (
          code_view
        ) : (
          // One code at a time: a phone that sees two reads either.
          <Collapse
            accordion
            size="small"
            className="trust"
            defaultActiveKey="pair"
            items={[
              {
                key: 'trust',
                label: t('channels.trust'),
                children: (
                  <div className="pair-phone">
                    <QRCode
                      value={`${origin}/trust`.replace(/^https:/, 'http:')}
                      size={200}
                      bgColor="#fff"
                      color="#000"
                    />
                    <p>{t('channels.trust_hint')}</p>
                    <code className="fingerprint" data-root-sha256={root_sha256}>
                      {root_sha256}
                    </code>
                  </div>
                ),
              },
              { key: 'pair', label: t('channels.pair_step'), children: code_view },
            ]}
          />
        )}
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
