import type { CallInput, ChecklistEntry, Checklist as List } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Checkbox, Tooltip } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';
import { figure, localTime } from '../../ui/format.ts';

type Flown = CallInput<'flights.checklist'>;

const REFRESH_MS = 2000;
const none: Flown = { mission_id: '', vehicle_id: '' };

/** Measured anew every two seconds; undefined while there is nothing to check, or nobody who may. */
export const useChecklist = (flown: Flown | undefined): List | undefined =>
  useCall('flights.checklist', flown ?? none, {
    enabled: flown !== undefined,
    refetchInterval: REFRESH_MS,
  }).data;

export const waitingFor = (list: List): number =>
  list.entries.filter(({ state }) => state === 'open' || state === 'refused').length;

/** 飞行前检查: what was measured, and what a person must look at and put a name to. */
export const Checklist = ({ list }: { list: List }) => {
  const { t } = useTexts();
  const { failed } = useNotices();
  const cache = useQueryClient();
  const tick = useWrite('flights.tick');
  const { mission_id, vehicle_id, entries } = list;
  const set = (entry: ChecklistEntry, ticked: boolean): void =>
    tick.mutate(
      { mission_id, vehicle_id, item: entry.item, ticked },
      {
        onSuccess: (after) => cache.setQueryData(['flights.checklist', { mission_id, vehicle_id }], after),
        onError: failed,
      },
    );
  const waiting = waitingFor(list);
  return (
    <section className="checklist" aria-label={t('checklist.title')} data-ready={list.ready}>
      <h3 className="panel-title">
        {t('checklist.title')}{' '}
        <span className="num">
          {entries.length - waiting}/{entries.length}
        </span>
      </h3>
      <ul>
        {entries.map((entry) => (
          <Row key={entry.item} entry={entry} onTick={(ticked) => set(entry, ticked)} />
        ))}
      </ul>
    </section>
  );
};

const Row = ({ entry, onTick }: { entry: ChecklistEntry; onTick: (ticked: boolean) => void }) => {
  const { t } = useTexts();
  const { item, state, reason, ticked } = entry;
  const name = t(`checklist.item.${item}`);
  const looked = reason === null || (reason === 'by_hand' && ticked !== null);
  const said = looked
    ? t(`checklist.good.${item}`, words(entry))
    : t(`checklist.reason.${reason}`, words(entry));
  const by =
    ticked === null ? '' : t('checklist.by', { name: ticked.person_name, time: localTime(ticked.utc_us) });
  return (
    <li data-item={item} data-state={state}>
      {state === 'passed' || state === 'refused' ? (
        <b aria-label={t(`checklist.state_${state}`)}>{state === 'passed' ? '✓' : '✕'}</b>
      ) : (
        <Checkbox
          aria-label={t('checklist.tick', { item: name })}
          checked={state === 'ticked'}
          onChange={({ target }) => onTick(target.checked)}
        />
      )}
      <Tooltip title={`${t(`checklist.how.${item}`)}${by === '' ? '' : ` · ${by}`}`} placement="left">
        <span className="checklist-words">
          <span>{name}</span>
          <em className="num">{by === '' ? said : `${said} · ${ticked?.person_name ?? ''}`}</em>
        </span>
      </Tooltip>
    </li>
  );
};

/** Figures as text with their decimals; what is not known as a dash. */
const words = ({ figures }: ChecklistEntry): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      typeof value === 'number' ? figure(value, Number.isInteger(value) ? 0 : 1) : String(value ?? '—'),
    ]),
  );
