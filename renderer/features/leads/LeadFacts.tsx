import type { Lead, Site, StreamState } from '#common';
import { Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import {
  bytes,
  figure,
  localDateTime,
  percent,
  position,
  span,
  utcOffset,
  utcStamp,
} from '../../ui/format.ts';
import { SuspicionMark } from '../../ui/VerdictMark.tsx';

type Props = { lead: Lead; site: Site | undefined; stream: StreamState | undefined };

/** Everything known of a lead, with its doubts stated. */
export const LeadFacts = ({ lead, site, stream }: Props) => {
  const { t, pick } = useTexts();
  const { item, probability, frames, head_px } = lead.suspicion;
  const post = site?.posts.find(({ id }) => id === lead.post_id);
  return (
    <dl className="facts">
      <Fact name={t('leads.what')}>
        <SuspicionMark suspicion={lead.suspicion} />
      </Fact>
      {lead.report ? (
        <Fact name={t('leads.reported')}>
          {lead.report.text}
          <small className="dim">{t('leads.reported_by', { name: lead.report.reporter })}</small>
        </Fact>
      ) : (
        <>
          <Fact name={t('leads.probability')}>
            <span className="num">{percent(probability)}</span>
          </Fact>
          <Fact name={t('leads.frames')}>
            <span className="num">{frames}</span>
          </Fact>
          {item !== 'facility' && (
            <Fact name={t('leads.head_px')}>
              <span className="num">{t('leads.px', { px: figure(head_px) })}</span>
            </Fact>
          )}
        </>
      )}
      <Fact name={t('leads.time')}>
        <span className="num">
          {localDateTime(lead.frame_utc_us)} {t('format.utc_error', { error: span(lead.clock_error_us) })}
        </span>
        <small className="num dim">{utcStamp(lead.frame_utc_us)}</small>
        <small className="num dim">{utcOffset(lead.frame_utc_us)}</small>
      </Fact>
      <Fact name={t('leads.site')}>{site === undefined ? t('common.unknown') : pick(site.name)}</Fact>
      <Fact name={t('leads.post')}>
        {post !== undefined && pick(post.name)}
        {post === undefined && t(lead.place ? 'leads.outside' : 'leads.place_unknown')}
      </Fact>
      <PlaceFact lead={lead} site={site} />
      {!lead.report && <MachineFacts lead={lead} stream={stream} />}
      {lead.still !== null && <Hash name={t('leads.hash_still')} file={lead.still} />}
      {lead.clip !== null && <Hash name={t('leads.hash_clip')} file={lead.clip} />}
    </dl>
  );
};

/** What only the aircraft and the detector know; a report has none of it. */
const MachineFacts = ({ lead, stream }: Pick<Props, 'lead' | 'stream'>) => {
  const { t } = useTexts();
  return (
    <>
      <Fact name={t('leads.aircraft_height')}>
        <span className="num">{figure(lead.aircraft?.height_m, 1)} m</span>
      </Fact>
      <Fact name={t('leads.aircraft_position')}>
        <span className="num">{lead.aircraft === null ? t('common.unknown') : position(lead.aircraft)}</span>
      </Fact>
      <Fact name={t('leads.stream')}>
        {stream?.name ?? lead.stream_id}{' '}
        <small className="dim">
          {t('leads.track')} {lead.suspicion.track_id}
        </small>
      </Fact>
      <Fact name={t('leads.model')}>
        <span className="num">{lead.model_id}</span>
      </Fact>
    </>
  );
};

/** Where the person stood, how far that may be off, and what the zones there demand. */
const PlaceFact = ({ lead: { place }, site }: Pick<Props, 'lead' | 'site'>) => {
  const { t, pick } = useTexts();
  if (place === null || place === undefined) return null;
  const zones = site?.zones.filter(({ id }) => place.zone_ids.includes(id)) ?? [];
  const [long, short] = [figure(2 * place.semi_major_m, 1), figure(2 * place.semi_minor_m, 1)];
  return (
    <Fact name={t('leads.person_place')}>
      <span className="num">{position(place)}</span>
      <small className="num dim">{t('leads.place_error', { long, short })}</small>
      {place.height_m > 0 && (
        <small className="num dim">{t('leads.place_height', { height: figure(place.height_m, 1) })}</small>
      )}
      {zones.map((zone) => (
        <small key={zone.id} className="dim">
          {pick(zone.name)}:{' '}
          {t('map.requires', { items: zone.requires.map((item) => t(`items.${item}`)).join(', ') })}
          {zone.plugs_admitted === true && ` · ${t('sites.plugs')}`}
        </small>
      ))}
    </Fact>
  );
};

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const Hash = ({ name, file }: { name: string; file: NonNullable<Lead['still']> }) => {
  const { t } = useTexts();
  return (
    <Fact name={name}>
      <Typography.Text
        className="hash num"
        copyable={{ text: file.sha256, tooltips: [t('common.copy'), t('common.copied')] }}
      >
        {file.sha256}
      </Typography.Text>
      <small className="num dim">
        {t('leads.ledger_seq', { seq: file.ledger_seq })} · {bytes(file.bytes)}
      </small>
    </Fact>
  );
};
