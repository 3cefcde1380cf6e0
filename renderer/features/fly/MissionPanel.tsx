import {
  checklistItems,
  type Flight,
  LandunError,
  type Mission,
  type PlanViolation,
  planViolationSchema,
  type VehicleState,
} from '#common';
import { SendOutlined } from '@ant-design/icons';
import { App, Button, Select, Tooltip } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useConnection, useVehicle, useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';
import { figure, minutesSeconds, shortDateTime } from '../../ui/format.ts';
import { missionFigures } from '../map/geo.ts';
import { SignModal } from '../plan/SignModal.tsx';
import '../plan/plan.css';
import { Checklist, useChecklist, waitingFor } from './Checklist.tsx';
import { FlightCommands } from './FlightCommands.tsx';
import { FlightRecord } from './FlightRecord.tsx';
import { inProgress } from './stages.ts';

type Props = {
  missions: readonly Mission[];
  mission: Mission | undefined;
  onMission: (id: string) => void;
  vehicle_ids: readonly string[];
  vehicle_id: string | undefined;
  onVehicle: (id: string) => void;
  flight: Flight | undefined;
  pilot: boolean;
};

/** What will be flown, whether all is ready, and the button that starts it. */
export const MissionPanel = (props: Props) => {
  const { missions, mission, onMission, vehicle_ids, vehicle_id, onVehicle, flight, pilot } = props;
  const { t, pick } = useTexts();
  const { modal } = App.useApp();
  const { done, failed } = useNotices();
  const start = useWrite('flights.start');
  const link = useVehicle(vehicle_id, (vehicle) => vehicle.link);
  const system_id = useVehicle(vehicle_id, (vehicle) => vehicle.system_id);
  const busy = inProgress(flight);
  const vehicle_name = system_id === undefined ? t('common.unknown') : t('vehicle.name', { system_id });

  const lost = useConnection() === 'lost';

  const blocked = pilot ? (lost ? t('connection.lost') : linkFault(t, link)) : t('fly.pilots_only');
  const checklist = useChecklist(
    mission !== undefined && vehicle_id !== undefined && pilot && !busy
      ? { mission_id: mission.id, vehicle_id }
      : undefined,
  );
  const no_start =
    blocked ??
    (busy ? t('fly.reason_busy') : mission === undefined ? t('fly.no_mission') : undefined) ??
    (checklist?.ready === true
      ? undefined
      : t('checklist.waiting', {
          count: checklist === undefined ? checklistItems.length : waitingFor(checklist),
        }));
  const no_command = blocked ?? (busy ? undefined : t('fly.reason_no_flight'));

  const [open, setOpen] = useState<readonly PlanViolation[]>();

  /** What the station found before the upload is shown to be resolved or signed; anything else is a fault. */
  const begin = async (signed: string[]): Promise<void> => {
    if (mission === undefined || vehicle_id === undefined) return;
    setOpen(undefined);
    try {
      await start.mutateAsync({ mission_id: mission.id, vehicle_id, signed });
      done(t('fly.started'));
    } catch (error) {
      const found = violationsOf(error);
      if (found === undefined) failed(error);
      else setOpen(found);
    }
  };

  const fly = (): void => {
    if (mission === undefined || vehicle_id === undefined) return;
    void modal.confirm({
      title: t('fly.fly_confirm_title'),
      content: t('fly.fly_confirm', {
        vehicle: vehicle_name,
        mission: pick(mission.name),
        items: mission.items.length,
      }),
      okText: t('fly.fly_confirm_ok'),
      cancelText: t('common.cancel'),
      onOk: () => begin([]),
    });
  };

  return (
    <section className="mission panel panel-pad" aria-label={t('fly.mission')}>
      <div className="mission-choices">
        <label>
          <span className="panel-title">{t('fly.mission')}</span>
          <Select
            aria-label={t('fly.mission')}
            value={mission?.id ?? null}
            placeholder={t('fly.no_mission')}
            disabled={busy}
            onChange={(id: string | null) => id !== null && onMission(id)}
            options={missions.map(({ id, name }) => ({ value: id, label: pick(name) }))}
          />
        </label>
        <label>
          <span className="panel-title">{t('fly.aircraft')}</span>
          <Select
            aria-label={t('fly.aircraft')}
            value={vehicle_id ?? null}
            placeholder={t('fly.no_vehicle')}
            disabled={busy}
            onChange={(id: string | null) => id !== null && onVehicle(id)}
            options={vehicle_ids.map((id) => ({ value: id, label: id === vehicle_id ? vehicle_name : id }))}
          />
        </label>
      </div>
      {mission !== undefined && <MissionFigures mission={mission} vehicle_id={vehicle_id} />}
      {!busy && checklist !== undefined && <Checklist list={checklist} />}
      {busy && <FlightFacts flight={flight} />}
      {!busy && flight !== undefined && (
        <FlightRecord flight={flight} pilot={pilot && blocked === undefined} />
      )}
      <Tooltip title={no_start}>
        <Button
          type="primary"
          size="large"
          block
          icon={<SendOutlined />}
          disabled={no_start !== undefined}
          loading={start.isPending}
          onClick={fly}
        >
          {t('fly.fly')}
        </Button>
      </Tooltip>
      {open !== undefined && (
        <SignModal
          violations={open}
          onSigned={(codes) => void begin(codes)}
          onCancel={() => setOpen(undefined)}
        />
      )}
      <FlightCommands flight={busy ? flight : undefined} disabled={no_command} />
      {!pilot && <p className="mission-why">{t('fly.pilots_only')}</p>}
    </section>
  );
};

const violationsOf = (error: unknown): PlanViolation[] | undefined => {
  if (!(error instanceof LandunError) || error.code !== 'PLAN_REFUSED') return undefined;
  const found = planViolationSchema.array().safeParse(error.details['violations']);
  return found.success ? found.data : undefined;
};

const linkFault = (
  t: ReturnType<typeof useTexts>['t'],
  link: VehicleState['link'] | undefined,
): string | undefined => {
  if (link === undefined) return t('fly.no_vehicle');
  if (link === 'lost') return t('fly.reason_link');
  return link === 'recorded' ? t('fly.reason_recorded') : undefined;
};

const MissionFigures = ({ mission, vehicle_id }: { mission: Mission; vehicle_id: string | undefined }) => {
  const { t } = useTexts();
  const home_text = useVehicle(vehicle_id, ({ home }) =>
    home === null ? '' : `${home.lat_deg},${home.lon_deg}`,
  );
  const [lat_deg, lon_deg] = (home_text ?? '').split(',').map(Number);
  const home = home_text && lat_deg !== undefined && lon_deg !== undefined ? { lat_deg, lon_deg } : undefined;
  const { waypoints, length_m, low_m, high_m, speed_m_s, duration_s, posts } = missionFigures(mission, home);
  const height = low_m === high_m ? figure(low_m) : `${figure(low_m)}–${figure(high_m)}`;
  return (
    <dl className="mission-figures">
      <Fact name={t('fly.waypoints')}>{waypoints}</Fact>
      <Fact name={t('fly.posts')}>{posts === 0 ? t('common.unknown') : posts}</Fact>
      <Fact name={t('fly.length')}>{figure(length_m)} m</Fact>
      <Fact name={t('fly.height')}>{height} m</Fact>
      <Fact name={t('fly.speed')}>{figure(speed_m_s, 1)} m/s</Fact>
      <Fact name={t('fly.duration')}>
        {duration_s === undefined ? t('common.unknown') : minutesSeconds(duration_s)}
      </Fact>
    </dl>
  );
};

const Fact = ({ name, children }: { name: string; children: string | number | (string | number)[] }) => (
  <div>
    <dt>{name}</dt>
    <dd className="num">{children}</dd>
  </div>
);

const FlightFacts = ({ flight }: { flight: Flight }) => {
  const { t } = useTexts();
  return (
    <>
      <p className="dim">
        {t('fly.flight_by', { time: shortDateTime(flight.started_utc_us) })}
        {flight.upload.verified && ` · ${t('fly.read_back')}`}
        {flight.mission_sha256 !== null && <span className="num"> {flight.mission_sha256.slice(0, 8)}</span>}
      </p>
      <Aboard flight={flight} />
    </>
  );
};

/** What the aircraft holds beside the mission: its own failsafe acts by these. */
const Aboard = ({ flight: { areas, mission_sha256 } }: { flight: Flight }) => {
  const { t } = useTexts();
  // Before the mission is aboard it is not known yet what there will be.
  if (areas === null)
    return mission_sha256 === null ? null : <p className="dim">{t('flight.aboard.left')}</p>;
  const rally = areas.rally === 'verified' && areas.rally_points === 0 ? 'none' : areas.rally;
  return (
    <p className="dim" data-aboard={`${areas.fence} ${areas.rally}`}>
      {t(`flight.aboard.fence_${areas.fence}`, { count: areas.fence_areas })}
      {areas.fence === 'verified' && areas.fence_acts !== true && (
        <strong>
          {' '}
          {t(areas.fence_acts === false ? 'flight.aboard.fence_off' : 'flight.aboard.fence_untold')}
        </strong>
      )}
      {' · '}
      {t(`flight.aboard.rally_${rally}`, { count: areas.rally_points })}
    </p>
  );
};
