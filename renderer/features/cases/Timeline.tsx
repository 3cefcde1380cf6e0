import { actWords, type CaseAct, type CaseDetail, type CaseField, caseFieldWords, clockWords } from '#common';
import { useTexts } from '../../app/i18n/index.ts';
import { localDateTime } from '../../ui/format.ts';

const hidden: readonly CaseField[] = ['lead_ids', 'file_sha256', 'lat_deg', 'lon_deg', 'team_id'];

/** 办理经过: every act, newest first, with who, when and its row in the custody ledger. */
export const Timeline = ({ detail }: { detail: CaseDetail }) => {
  const { t } = useTexts();
  return (
    <section className="panel panel-pad" aria-label={t('cases.timeline')}>
      <h2 className="panel-title">{t('cases.timeline')}</h2>
      <ol className="timeline">
        {detail.acts.toReversed().map((act) => (
          <Entry key={act.seq} act={act} />
        ))}
      </ol>
    </section>
  );
};

const Entry = ({ act }: { act: CaseAct }) => {
  const { t, pick } = useTexts();
  const say = useValueWords();
  const fields = (Object.keys(act.data) as CaseField[]).filter((field) => !hidden.includes(field));
  return (
    <li data-act={act.act}>
      <div className="timeline-head">
        <strong>{pick(actWords[act.act])}</strong>
        <span>{act.actor_id === 'station' ? t('cases.station') : act.actor_name}</span>
        <span className="num dim">{localDateTime(act.utc_us)}</span>
        <small className="num dim">{t('cases.ledger', { seq: act.ledger_seq })}</small>
      </div>
      {fields.length > 0 && (
        <dl>
          {fields.map((field) => (
            <div key={field}>
              <dt>{pick(caseFieldWords[field])}</dt>
              <dd>{say(field, act.data[field])}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
};

/** What a field of an act says, in words. */
const useValueWords = (): ((field: CaseField, value: unknown) => string) => {
  const { t, pick } = useTexts();
  return (field, value) => {
    if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no');
    if (Array.isArray(value)) return value.join('；');
    if (field === 'clock' && typeof value === 'string' && Object.hasOwn(clockWords, value))
      return pick(clockWords[value as keyof typeof clockWords]);
    switch (value) {
      case 'yes':
      case 'no':
      case 'unclear':
        return t(`cases.answers_${value}`);
      case 'violation':
      case 'none':
        return field === 'finding' ? t(`cases.finding_${value}`) : value;
      case 'corrected':
      case 'not_corrected':
        return t(`cases.result_${value}`);
      case 'warning':
      case 'fine':
      case 'no_penalty':
      case 'transfer':
        return field === 'decision' ? t(`cases.decision_${value}`) : value;
      default:
        return typeof value === 'string' ? value : JSON.stringify(value);
    }
  };
};
