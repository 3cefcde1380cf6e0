import type { BaseMap, Plan, PlanReport, PlanViolation, Site } from '#common';
import { useCallback, useEffect } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useRecordFault } from '../../ui/faults.ts';
import { BaseMapCredit, BaseMapTool, useBaseMap } from '../map/BaseMapTool.tsx';
import { PlanMap } from './plan-map.ts';
import { shapesOf, withShape } from './plan-shapes.ts';
import type { Drawn, DrawKind } from './plan-state.ts';
import { useMap } from '../map/use-map.tsx';

type Props = {
  site: Site;
  plan: Plan;
  report: PlanReport | undefined;
  drawing: DrawKind | undefined;
  /** Where to look now; a new object goes there again. */
  focus: PlanViolation['place'] | undefined;
  onPlan: (change: (plan: Plan) => Plan) => void;
  onDrawn: (kind: DrawKind, drawn: Drawn) => void;
};

export const PlanMapView = ({ site, plan, report, drawing, focus, onPlan, onDrawn }: Props) => {
  const { t, language } = useTexts();
  const faultText = useRecordFault();
  const [map, canvas] = useMap(
    { onDrawn, onPlan },
    (holder, now) =>
      new PlanMap(holder, {
        onDrawn: (kind, shape) => now().onDrawn(kind, shape),
        onMoved: (id, coordinates) => now().onPlan((before) => withShape(before, id, coordinates)),
        onTakeoff: (takeoff) => now().onPlan((before) => ({ ...before, takeoff })),
      }),
  );

  useEffect(() => map?.showSite(site, (post) => post.name[language]), [map, site, language]);
  useEffect(() => map?.draw(drawing), [map, drawing]);
  useEffect(() => {
    map?.showShapes(shapesOf(plan));
    map?.showTakeoff(plan.takeoff);
  }, [map, plan]);
  useEffect(() => {
    map?.showMission(report, report === undefined ? site.origin : plan.takeoff);
    map?.showFaults(
      (report?.violations ?? []).flatMap(({ code, details, weight, place }) =>
        place.position === undefined
          ? []
          : [
              {
                position: place.position,
                label: faultText({ code, details }).message,
                refuse: weight === 'refuse',
              },
            ],
      ),
    );
    // The texts follow the language; the mission's start follows the report it belongs to.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [map, report, language]);
  useEffect(() => {
    if (focus?.position !== undefined) map?.goTo(focus.position);
  }, [map, focus]);

  const show = useCallback((base: BaseMap | undefined) => map?.showBase(base), [map]);
  const basemap = useBaseMap(show);

  return (
    <section className="map plan-map" aria-label={t('plan.map')}>
      {canvas}
      <div className="map-tools">
        <BaseMapTool {...basemap} />
      </div>
      <BaseMapCredit {...basemap} />
      <ul className="map-legend">
        <li>
          <i className="plan-key plan-key-look" />
          {t('plan.leg_look')}
        </li>
        <li>
          <i className="plan-key plan-key-stop" />
          {t('plan.stop_look')}
        </li>
        <li>
          <i className="plan-key plan-key-transit" />
          {t('plan.leg_transit')}
        </li>
        <li>
          <i className="plan-key plan-key-zone" />
          {t('plan.zones')}
        </li>
      </ul>
      {drawing !== undefined && <p className="plan-hint">{t(`plan.draw_${drawing}`)}</p>}
    </section>
  );
};
