import type { PictureJob } from '#common';
import { DownloadOutlined, WarningOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Popover, Progress, Tooltip } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useVehicle, useWrite } from '../../station/hooks.ts';
import { useNotices, useRecordFault } from '../../ui/faults.ts';
import { figure } from '../../ui/format.ts';

const running_ms = 1000;
const idle_ms = 5000;

/** Pictures on the card of an aircraft: what waits, comes and failed, and the button that fetches them. */
export const PicturesAboard = ({ vehicle_id, pilot }: { vehicle_id: string; pilot: boolean }) => {
  const { t } = useTexts();
  const link = useVehicle(vehicle_id, (vehicle) => vehicle.link);
  const armed = useVehicle(vehicle_id, (vehicle) => vehicle.armed) === true;
  const fetch = useWrite('pictures.fetch');
  const cache = useQueryClient();
  const { done, failed } = useNotices();
  const known = cache.getQueryData<PictureJob>(['pictures.job', { vehicle_id }]);
  const is_running = known?.state === 'fetching' || known?.state === 'listing';
  const job = useCall('pictures.job', { vehicle_id }, { refetchInterval: is_running ? running_ms : idle_ms });
  const no_fetch = armed ? t('pictures.reason_armed') : link === 'live' ? undefined : t('fly.reason_link');
  const ask = (): void =>
    fetch.mutate(
      { vehicle_id },
      {
        onSuccess: (now) => {
          cache.setQueryData(['pictures.job', { vehicle_id }], now);
          done(t('pictures.asked'));
        },
        onError: failed,
      },
    );
  if (job.data === undefined || isQuiet(job.data)) return null;
  return (
    <section className="pictures-aboard panel panel-pad" aria-label={t('pictures.title')}>
      <div className="pictures-row">
        <span className="panel-title">{t('pictures.title')}</span>
        <span className="pictures-now num" data-pictures={job.data.state}>
          <Counts job={job.data} />
        </span>
        <Failures job={job.data} />
        {pilot && (
          <Tooltip title={no_fetch}>
            <Button
              size="small"
              icon={<DownloadOutlined />}
              disabled={no_fetch !== undefined}
              loading={fetch.isPending || is_running}
              onClick={ask}
            >
              {t('pictures.fetch')}
            </Button>
          </Tooltip>
        )}
      </div>
      {job.data.now !== null && job.data.now.bytes > 0 && (
        <Progress
          className="pictures-progress"
          size={{ height: 3 }}
          showInfo={false}
          aria-label={t('pictures.title')}
          percent={(100 * job.data.now.received) / job.data.now.bytes}
        />
      )}
    </section>
  );
};

const megabytes = (bytes: number): string => figure(bytes / 1e6, 1);

/** Nothing was announced, found or asked for: then nothing is said of it. */
const isQuiet = ({ state, waiting, failed, fault, folder }: PictureJob): boolean =>
  state === 'idle' && waiting === 0 && failed === 0 && fault === null && folder === null;

/** In one line, since the column is full before a flight; the rest is shown to who points at it. */
const Counts = ({ job: { state, now, waiting, fetched } }: { job: PictureJob }) => {
  const { t } = useTexts();
  if (state === 'listing') return t('pictures.listing');
  if (waiting + fetched === 0) return t('pictures.idle');
  const counts = t('pictures.counts', { waiting, fetched });
  if (state === 'held')
    return (
      <Tooltip title={t('pictures.held', { waiting })}>
        <span>{counts}</span>
      </Tooltip>
    );
  if (now === null || now.bytes === 0) return counts;
  const name = now.path.split('/').at(-1) ?? now.path;
  const done = { received: megabytes(now.received), bytes: megabytes(now.bytes) };
  return (
    <Tooltip title={t('pictures.fetching', { name, ...done })}>
      <span>{t('pictures.coming', { waiting, ...done })}</span>
    </Tooltip>
  );
};

/** What failed, and why, behind a mark. */
const Failures = ({ job: { failed, failures, fault } }: { job: PictureJob }) => {
  const { t } = useTexts();
  const faultText = useRecordFault();
  if (failed === 0 && fault === null) return null;
  const list = (
    <ul className="pictures-failures">
      {fault !== null && <li>{t('pictures.folder_fault', { problem: faultText(fault).message })}</li>}
      {failures.map(({ component_id, path, fault: why }) => {
        const message = why === null ? '' : faultText(why).message;
        return (
          <li key={`${component_id} ${path}`}>{message.includes(path) ? message : `${path} · ${message}`}</li>
        );
      })}
    </ul>
  );
  return (
    <Popover title={t('pictures.failures')} content={list} trigger={['hover', 'focus', 'click']}>
      <Button size="small" type="text" danger icon={<WarningOutlined />}>
        {t('pictures.failed', { count: failed + (fault === null ? 0 : 1) })}
      </Button>
    </Popover>
  );
};
