import { type Subject, subjects } from '#common';
import { Select } from 'antd';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall } from '../../station/hooks.ts';
import { shortDateTime } from '../../ui/format.ts';

const orders = ['newest', 'oldest', 'confidence'] as const;
/** What the queue is narrowed to, and its order; it stands in the address. */
export type Narrowing = {
  readonly site_id?: string;
  readonly flight_id?: string;
  readonly item?: Subject;
  readonly order?: (typeof orders)[number];
};

/** Reads an address; what makes no sense counts as absent. */
export const narrowing = (query: Readonly<Record<string, string>>): Narrowing => {
  const item = subjects.find((each) => each === query['item']);
  const order = orders.find((each) => each === query['order'] && each !== 'newest');
  const { site_id, flight_id } = query;
  return {
    ...(site_id === undefined ? {} : { site_id }),
    ...(flight_id === undefined ? {} : { flight_id }),
    ...(item === undefined ? {} : { item }),
    ...(order === undefined ? {} : { order }),
  };
};

type Props = { narrowed: Narrowing; onNarrow: (next: Record<string, string>) => void };

export const QueueFilters = ({ narrowed, onNarrow }: Props) => {
  const { t, pick } = useTexts();
  const sites = useCall('sites.list', {});
  const flights = useCall('flights.list', { limit: 500 });
  const change = (name: keyof Narrowing) => (value: string | null | undefined) => {
    const next = { ...narrowed, [name]: value === 'newest' ? undefined : (value ?? undefined) };
    onNarrow(
      Object.fromEntries(
        Object.entries(next).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
    );
  };
  return (
    <div className="queue-filters">
      <Select
        size="small"
        allowClear
        value={narrowed.site_id ?? null}
        placeholder={t('leads.any_site')}
        aria-label={t('leads.any_site')}
        onChange={change('site_id')}
        options={(sites.data ?? []).map(({ id, name }) => ({ value: id, label: pick(name) }))}
      />
      <Select
        size="small"
        allowClear
        value={narrowed.item ?? null}
        placeholder={t('leads.any_item')}
        aria-label={t('leads.any_item')}
        onChange={change('item')}
        options={subjects.map((item) => ({ value: item, label: t(`items.${item}`) }))}
      />
      <Select
        size="small"
        allowClear
        value={narrowed.flight_id ?? null}
        placeholder={t('leads.any_flight')}
        aria-label={t('leads.any_flight')}
        onChange={change('flight_id')}
        options={(flights.data ?? []).map(({ id, started_utc_us }) => ({
          value: id,
          label: shortDateTime(started_utc_us),
        }))}
      />
      <Select
        size="small"
        value={narrowed.order ?? 'newest'}
        aria-label={t('leads.order')}
        onChange={change('order')}
        options={orders.map((order) => ({ value: order, label: t(`leads.order_${order}`) }))}
      />
    </div>
  );
};
