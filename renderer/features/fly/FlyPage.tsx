import { isInUse, type Person } from '#common';
import { AppstoreOutlined, SwapOutlined } from '@ant-design/icons';
import { Button, Select, Tooltip } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { goTo } from '../../app/use-route.ts';
import { useCall, useVehicle, useVehicleIds } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { LiveView } from '../live/LiveView.tsx';
import { LiveWall } from '../live/LiveWall.tsx';
import type { Spot } from '../live/spot.ts';
import { MapView } from '../map/MapView.tsx';
import { GoHere } from './GoHere.tsx';
import { LeadRail } from './LeadRail.tsx';
import { MissionPanel } from './MissionPanel.tsx';
import { PicturesAboard } from './PicturesAboard.tsx';
import { StageStrip } from './StageStrip.tsx';
import { inProgress } from './stages.ts';
import { Telemetry } from './Telemetry.tsx';
import { Warnings } from './Warnings.tsx';
import './fly.css';

/** The one screen a pilot needs: picture, map, aircraft, mission, leads. */
export const FlyPage = ({ me, mission_id: asked }: { me: Person; mission_id: string | undefined }) => {
  const { t } = useTexts();
  const sites = useCall('sites.list', {});
  const missions = useCall('missions.list', {});
  const flights = useCall('flights.list', { limit: 20 });
  const streams = useCall('streams.list', {});
  const leads = useCall('leads.list', { limit: 100 });
  const vehicle_ids = useVehicleIds();
  const [map_large, setMapLarge] = useState(false);
  const [chosen, choose] = useState<{ mission_id?: string; vehicle_id?: string; stream_id?: string }>({});

  const [spot, setSpot] = useState<Spot>();
  const [wall, setWall] = useState(false);

  const newest = flights.data?.[0];
  const current = flights.data?.find(inProgress);
  const flight = current ?? newest;
  const vehicle_id =
    current?.vehicle_id ??
    vehicle_ids.find((id) => id === chosen.vehicle_id) ??
    vehicle_ids[0] ??
    newest?.vehicle_id;
  const mission_id = current?.mission_id ?? chosen.mission_id ?? asked;
  const mission = missions.data?.find(({ id }) => id === mission_id) ?? missions.data?.[0];
  const site = sites.data?.find(({ id }) => id === mission?.site_id) ?? sites.data?.find(isInUse);
  const stream =
    streams.data?.find(({ id }) => id === chosen.stream_id) ??
    streams.data?.find(({ status }) => status === 'live') ??
    streams.data?.[0];
  const own_leads =
    leads.data?.filter(({ flight_id }) => flight !== undefined && flight_id === flight.id) ?? [];
  const of_flight = current !== undefined || own_leads.length > 0;
  const shown_leads = of_flight ? own_leads : (leads.data?.slice(0, 20) ?? []);
  const link = useVehicle(vehicle_id, (vehicle) => vehicle.link);
  const may_go =
    link === 'live' &&
    me.roles.includes('pilot') &&
    (current?.stage === 'flying' || current?.stage === 'returning');
  const failure = sites.error ?? missions.error ?? flights.error ?? streams.error ?? leads.error;

  return (
    <div className="fly" data-link={link} data-map-large={map_large}>
      <h1 className="sr-only">{t('fly.title')}</h1>
      <StageStrip flight={flight} />
      <div className="fly-live panel">
        {wall && streams.data !== undefined ? (
          <LiveWall
            streams={streams.data}
            chosen_id={stream?.id}
            onChoose={(stream_id) => {
              choose({ ...chosen, stream_id });
              setWall(false);
            }}
          />
        ) : (
          <LiveView key={stream?.id ?? ''} stream={stream} spot={spot} onSpot={setSpot} />
        )}
        <Warnings vehicle_id={vehicle_id} />
        {(streams.data?.length ?? 0) > 1 && (
          <Tooltip title={t(wall ? 'sight.wall_off' : 'sight.wall')} placement="left">
            <Button
              className="fly-wall"
              size="small"
              type={wall ? 'primary' : 'default'}
              icon={<AppstoreOutlined />}
              aria-label={t(wall ? 'sight.wall_off' : 'sight.wall')}
              aria-pressed={wall}
              onClick={() => setWall(!wall)}
            />
          </Tooltip>
        )}
        {(streams.data?.length ?? 0) > 1 && !wall && (
          <Select
            className="fly-stream"
            size="small"
            aria-label={t('fly.stream')}
            value={stream?.id ?? null}
            onChange={(stream_id: string | null) => stream_id !== null && choose({ ...chosen, stream_id })}
            options={streams.data?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          />
        )}
      </div>
      <div className="fly-map panel">
        <MapView
          site={site}
          mission={mission}
          vehicle_id={vehicle_id}
          leads={shown_leads}
          stream={stream}
          spot={spot}
          onSpot={setSpot}
          onLead={(lead_id) => goTo(['leads', lead_id])}
        />
        {spot !== undefined && vehicle_id !== undefined && may_go && (
          <GoHere vehicle_id={vehicle_id} spot={spot} />
        )}
        <Tooltip title={t('fly.swap')} placement="left">
          <Button
            className="fly-swap"
            size="small"
            icon={<SwapOutlined />}
            aria-label={t('fly.swap')}
            onClick={() => setMapLarge(!map_large)}
          />
        </Tooltip>
      </div>
      <div className="fly-telemetry panel">
        <Telemetry vehicle_id={vehicle_id} />
      </div>
      <div className="fly-side">
        {failure !== null && <FaultAlert error={failure} />}
        <MissionPanel
          missions={missions.data ?? []}
          mission={mission}
          onMission={(id) => choose({ ...chosen, mission_id: id })}
          vehicle_ids={vehicle_ids}
          vehicle_id={vehicle_id}
          onVehicle={(id) => choose({ ...chosen, vehicle_id: id })}
          flight={flight}
          pilot={me.roles.includes('pilot')}
        />
        {vehicle_id !== undefined && current === undefined && (
          <PicturesAboard vehicle_id={vehicle_id} pilot={me.roles.includes('pilot')} />
        )}
        <LeadRail
          leads={shown_leads}
          title={t(of_flight ? 'fly.leads_title' : 'fly.leads_title_recent')}
          look={current?.stage === 'flying' && me.roles.includes('pilot')}
        />
      </div>
    </div>
  );
};
