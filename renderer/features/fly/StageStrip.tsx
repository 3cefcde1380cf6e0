import type { Flight } from '#common';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useRecordFault } from '../../ui/faults.ts';
import { stepViews } from './stages.ts';

const symbols = { done: '✓', now: '●', next: '', failed: '✕' } as const;

/** How far the flight has come, and in plain words what stopped it. */
export const StageStrip = ({ flight }: { flight: Flight | undefined }) => {
  const { t } = useTexts();
  const faultText = useRecordFault();
  const [seen, see] = useState<Flight>();
  const ended_early = flight?.stage === 'failed' || flight?.stage === 'aborted';
  if (flight !== undefined && !ended_early && seen !== flight) see(flight);
  const previous = ended_early && seen?.id === flight.id ? seen.stage : undefined;
  const fault = flight?.fault ? faultText(flight.fault) : undefined;
  return (
    <div className="stages panel" data-stage={flight?.stage ?? 'none'}>
      <ol className="stages-steps" aria-label={t('stage.strip')}>
        {stepViews(flight, previous).map(({ step, state }) => (
          <li key={step} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
            <i aria-hidden="true">{symbols[state]}</i>
            <span>{t(`stage.${step}`)}</span>
            {step === 'uploading' && flight !== undefined && (
              <em className="num">
                {t('stage.upload_progress', { sent: flight.upload.sent, total: flight.upload.total })}
              </em>
            )}
          </li>
        ))}
      </ol>
      {ended_early && (
        <p className="stages-fault" role="alert">
          <strong>{t(flight.stage === 'failed' ? 'stage.failed' : 'stage.aborted')}</strong>{' '}
          {fault?.message ?? t('stage.aborted_hint')}
          {fault !== undefined && <span className="dim"> {fault.next}</span>}
        </p>
      )}
    </div>
  );
};
