import type { Mission, Plan } from '#common';
import { xmlText } from './kml.ts';

/**
 * A mission as DJI's WPML (1.0.6): a template that names aircraft and rules, and the way with its actions. Heights
 * are relative to the take-off point. The aircraft numbers are those of the Matrice 30 series; Pilot 2 asks when
 * another one is connected.
 */
export const wpmlOf = (plan: Plan, mission: Mission): Record<string, string> => {
  const config = `<wpml:missionConfig>
<wpml:flyToWaylineMode>safely</wpml:flyToWaylineMode>
<wpml:finishAction>goHome</wpml:finishAction>
<wpml:exitOnRCLost>executeLostAction</wpml:exitOnRCLost>
<wpml:executeRCLostAction>goBack</wpml:executeRCLostAction>
<wpml:takeOffSecurityHeight>${Math.max(2, plan.look.floor_m)}</wpml:takeOffSecurityHeight>
<wpml:globalTransitionalSpeed>${plan.speed_m_s}</wpml:globalTransitionalSpeed>
<wpml:droneInfo><wpml:droneEnumValue>67</wpml:droneEnumValue><wpml:droneSubEnumValue>1</wpml:droneSubEnumValue></wpml:droneInfo>
<wpml:payloadInfo><wpml:payloadEnumValue>53</wpml:payloadEnumValue><wpml:payloadSubEnumValue>0</wpml:payloadSubEnumValue><wpml:payloadPositionIndex>0</wpml:payloadPositionIndex></wpml:payloadInfo>
</wpml:missionConfig>`;
  const head = (body: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:wpml="http://www.dji.com/wpmz/1.0.6"><Document>
${body}
</Document></kml>
`;
  const places = placesOf(plan, mission);
  const marks = places.map((place, index) => placemark(place, index)).join('\n');
  const folder = (kind: 'template' | 'way'): string => `<Folder>
${kind === 'template' ? '<wpml:templateType>waypoint</wpml:templateType>' : ''}<wpml:templateId>0</wpml:templateId>
${
  kind === 'way'
    ? '<wpml:executeHeightMode>relativeToStartPoint</wpml:executeHeightMode><wpml:waylineId>0</wpml:waylineId>'
    : '<wpml:waylineCoordinateSysParam><wpml:coordinateMode>WGS84</wpml:coordinateMode><wpml:heightMode>relativeToStartPoint</wpml:heightMode></wpml:waylineCoordinateSysParam>'
}
<wpml:autoFlightSpeed>${plan.speed_m_s}</wpml:autoFlightSpeed>
${marks}
</Folder>`;
  return {
    'wpmz/template.kml': head(
      `<wpml:author>${xmlText('Landun')}</wpml:author>\n${config}\n${folder('template')}`,
    ),
    'wpmz/waylines.wpml': head(`${config}\n${folder('way')}`),
  };
};

type Place = {
  readonly lon_deg: number;
  readonly lat_deg: number;
  readonly height_m: number;
  readonly speed_m_s: number;
  readonly hold_s: number;
  /** Before arriving here. */
  readonly pitch_deg: number | null;
  readonly yaw_deg: number | null;
  readonly focal_mm: number | null;
};

const placesOf = ({ camera, speed_m_s: first_speed }: Plan, { items }: Mission): Place[] => {
  const places: Place[] = [];
  let speed_m_s = first_speed;
  let pitch_deg: number | null = null;
  let yaw_deg: number | null = null;
  let focal_mm: number | null = null;
  for (const item of items) {
    if (item.kind === 'speed') ({ speed_m_s } = item);
    else if (item.kind === 'gimbal') [pitch_deg, yaw_deg] = [item.pitch_deg, item.yaw_deg ?? null];
    else if (item.kind === 'zoom')
      focal_mm = camera.focal_min_mm + ((camera.focal_max_mm - camera.focal_min_mm) * item.percent) / 100;
    else if (item.kind === 'waypoint') {
      const { lon_deg, lat_deg, height_m, hold_s } = item;
      places.push({ lon_deg, lat_deg, height_m, hold_s, speed_m_s, pitch_deg, yaw_deg, focal_mm });
    }
  }
  return places;
};

const action = (id: number, kind: string, params: string): string =>
  `<wpml:action><wpml:actionId>${id}</wpml:actionId><wpml:actionActuatorFunc>${kind}</wpml:actionActuatorFunc><wpml:actionActuatorFuncParam>${params}<wpml:payloadPositionIndex>0</wpml:payloadPositionIndex></wpml:actionActuatorFuncParam></wpml:action>`;

const placemark = (place: Place, index: number): string => {
  const actions: string[] = [];
  if (place.pitch_deg !== null)
    actions.push(
      action(
        actions.length,
        'gimbalRotate',
        `<wpml:gimbalHeadingYawBase>north</wpml:gimbalHeadingYawBase><wpml:gimbalRotateMode>absoluteAngle</wpml:gimbalRotateMode><wpml:gimbalPitchRotateEnable>1</wpml:gimbalPitchRotateEnable><wpml:gimbalPitchRotateAngle>${place.pitch_deg}</wpml:gimbalPitchRotateAngle><wpml:gimbalRollRotateEnable>0</wpml:gimbalRollRotateEnable><wpml:gimbalRollRotateAngle>0</wpml:gimbalRollRotateAngle><wpml:gimbalYawRotateEnable>${place.yaw_deg === null ? 0 : 1}</wpml:gimbalYawRotateEnable><wpml:gimbalYawRotateAngle>${place.yaw_deg === null ? 0 : signed(place.yaw_deg)}</wpml:gimbalYawRotateAngle><wpml:gimbalRotateTimeEnable>0</wpml:gimbalRotateTimeEnable><wpml:gimbalRotateTime>0</wpml:gimbalRotateTime>`,
      ),
    );
  if (place.focal_mm !== null)
    actions.push(
      action(actions.length, 'zoom', `<wpml:focalLength>${place.focal_mm.toFixed(2)}</wpml:focalLength>`),
    );
  if (place.hold_s > 0)
    actions.push(action(actions.length, 'hover', `<wpml:hoverTime>${place.hold_s}</wpml:hoverTime>`));
  const group =
    actions.length === 0
      ? ''
      : `<wpml:actionGroup><wpml:actionGroupId>${index}</wpml:actionGroupId><wpml:actionGroupStartIndex>${index}</wpml:actionGroupStartIndex><wpml:actionGroupEndIndex>${index}</wpml:actionGroupEndIndex><wpml:actionGroupMode>sequence</wpml:actionGroupMode><wpml:actionTrigger><wpml:actionTriggerType>reachPoint</wpml:actionTriggerType></wpml:actionTrigger>${actions.join('')}</wpml:actionGroup>`;
  // The heading follows the camera, which many gimbals cannot turn far from the nose.
  const heading =
    place.yaw_deg === null
      ? '<wpml:waypointHeadingMode>followWayline</wpml:waypointHeadingMode>'
      : `<wpml:waypointHeadingMode>smoothTransition</wpml:waypointHeadingMode><wpml:waypointHeadingAngle>${signed(place.yaw_deg)}</wpml:waypointHeadingAngle>`;
  return `<Placemark><Point><coordinates>${place.lon_deg},${place.lat_deg}</coordinates></Point><wpml:index>${index}</wpml:index><wpml:executeHeight>${place.height_m}</wpml:executeHeight><wpml:waypointSpeed>${place.speed_m_s}</wpml:waypointSpeed><wpml:waypointHeadingParam>${heading}</wpml:waypointHeadingParam><wpml:waypointTurnParam><wpml:waypointTurnMode>toPointAndStopWithDiscontinuityCurvature</wpml:waypointTurnMode><wpml:waypointTurnDampingDist>0</wpml:waypointTurnDampingDist></wpml:waypointTurnParam>${group}</Placemark>`;
};

/** −180 < result ≤ 180, as WPML counts yaw. */
const signed = (yaw_deg: number): number =>
  Math.round((180 - ((((180 - yaw_deg) % 360) + 360) % 360)) * 10) / 10;
