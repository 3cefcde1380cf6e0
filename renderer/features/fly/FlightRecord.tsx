import { type Flight, flightExportFormats } from '#common';
import { Button, Tooltip } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';

/** What can be done with a flight that has ended: take its record along, or fly the rest of it. */
export const FlightRecord = ({ flight, pilot }: { flight: Flight; pilot: boolean }) => {
  const { t } = useTexts();
  const { done, failed } = useNotices();
  const resume = useWrite('flights.resume');
  const cut_off = flight.stage === 'failed' || flight.stage === 'aborted' || flight.stage === 'landed';
  const resumable = pilot && cut_off && flight.reached_item !== null;
  if (!flight.telemetry_log && !resumable) return null;
  return (
    <div className="flight-record">
      {flight.telemetry_log && (
        <span>
          {t('flight.export.title')}{' '}
          {flightExportFormats.map((format) => (
            <a key={format} href={`/files/flights/${flight.id}/flight.${format}`} download>
              {format.toUpperCase()}
            </a>
          ))}
        </span>
      )}
      {resumable && (
        <Tooltip title={t('flight.export.resume_hint')}>
          <Button
            size="small"
            loading={resume.isPending}
            onClick={() =>
              resume.mutate(
                { flight_id: flight.id },
                { onSuccess: () => done(t('fly.started')), onError: failed },
              )
            }
          >
            {t('flight.export.resume')}
          </Button>
        </Tooltip>
      )}
    </div>
  );
};
