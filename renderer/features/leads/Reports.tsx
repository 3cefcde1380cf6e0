import { isInUse, type Report } from '#common';
import { Alert, Button, Drawer, Form, Input, InputNumber, List, QRCode, Select, Typography } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { formatHash } from '../../app/router.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { shortDateTime } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';

/** 举报: what citizens and grid workers told, and the links by which they do. */
export const ReportsButton = () => {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" block onClick={() => setOpen(true)}>
        {t('reports.open')}
      </Button>
      <Drawer
        open={open}
        size={560}
        title={t('reports.title')}
        onClose={() => setOpen(false)}
        destroyOnHidden
      >
        <p className="dim">{t('reports.hint')}</p>
        <LinkForm />
        <ReportList />
      </Drawer>
    </>
  );
};

type Wanted = { label: string; site_id: string | null; hours: number; most: number };

const LinkForm = () => {
  const { t, language } = useTexts();
  const sites = useCall('sites.list', {});
  const make = useWrite('reports.create_link');
  const link = make.data;
  const origin =
    link === undefined || link.base_url === '' ? location.origin : link.base_url.replace(/\/$/, '');
  const address = `${origin}/phone/#/r/${link?.token ?? ''}`;
  return (
    <section className="report-link">
      <Form<Wanted>
        layout="inline"
        aria-label={t('reports.make')}
        initialValues={{ label: '', site_id: null, hours: 72, most: 20 }}
        onFinish={(wanted) => make.mutate(wanted)}
      >
        <Form.Item name="label" label={t('reports.label')} rules={[{ required: true }]}>
          <Input maxLength={64} placeholder={t('reports.label_hint')} />
        </Form.Item>
        <Form.Item name="site_id" label={t('reports.site')}>
          <Select
            className="report-site"
            options={[
              { value: null, label: t('reports.any_site') },
              ...(sites.data ?? [])
                .filter(isInUse)
                .map(({ id, name }) => ({ value: id, label: name[language] })),
            ]}
          />
        </Form.Item>
        <Form.Item name="hours" label={t('reports.hours')}>
          <InputNumber min={1} max={720} precision={0} />
        </Form.Item>
        <Form.Item name="most" label={t('reports.most')}>
          <InputNumber min={1} max={100} precision={0} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={make.isPending}>
          {t('reports.make')}
        </Button>
      </Form>
      {make.error !== null && <FaultAlert error={make.error} />}
      {link !== undefined && (
        <div className="report-code">
          <QRCode value={address} size={180} bgColor="#fff" color="#000" />
          <p>{t('reports.link_until', { time: shortDateTime(link.expires_utc_us) })}</p>
          <Typography.Text code copyable={{ tooltips: [t('reports.copy'), t('reports.copied')] }}>
            {address}
          </Typography.Text>
          {/^https?:\/\/(127\.|localhost|\[::1\])/.test(origin) && (
            <Alert type="warning" showIcon title={t('reports.here_only')} />
          )}
        </div>
      )}
    </section>
  );
};

const ReportList = () => {
  const { t } = useTexts();
  const reports = useCall('reports.list', { limit: 200 });
  if (reports.error !== null)
    return <FaultAlert error={reports.error} onRetry={() => void reports.refetch()} />;
  if (reports.data?.length === 0) return <Notice title={t('reports.none')} />;
  return (
    <List
      aria-label={t('reports.title')}
      loading={reports.isPending}
      dataSource={reports.data ?? []}
      rowKey="id"
      renderItem={(report) => <ReportRow report={report} />}
    />
  );
};

const ReportRow = ({ report }: { report: Report }) => {
  const { t } = useTexts();
  const { photo_sha256, photo_arrived, place, lead_id } = report;
  return (
    <List.Item data-report-id={report.id}>
      <List.Item.Meta
        title={report.text}
        description={
          <>
            {report.link_label} · {shortDateTime(report.sent_utc_us)}
            {place !== null && (
              <span className="num">
                {' '}
                · {t('reports.place')} {place.lat_deg.toFixed(5)}, {place.lon_deg.toFixed(5)}
              </span>
            )}{' '}
            ·{' '}
            {photo_sha256 === null ? (
              t('reports.no_photo')
            ) : photo_arrived ? (
              <a href={`/files/field/${photo_sha256}`} download={`${report.id}.jpg`}>
                {t('reports.save_photo')}
              </a>
            ) : (
              t('reports.photo_waiting')
            )}
          </>
        }
      />
      {lead_id === null ? (
        <span className="dim">{t('reports.no_lead')}</span>
      ) : (
        <a href={formatHash(['leads', lead_id], {})}>{t('reports.lead', { id: lead_id.slice(-6) })}</a>
      )}
    </List.Item>
  );
};
