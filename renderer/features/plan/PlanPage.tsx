import { isInUse, type Person, type Plan, type PlanViolation, type Site } from '#common';
import { PlusOutlined, SaveOutlined, SendOutlined, UndoOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Collapse, Input, Select, Tooltip } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { goTo } from '../../app/use-route.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';
import { Notice } from '../../ui/Notice.tsx';
import { BlockList } from './BlockList.tsx';
import { FileButtons } from './FileButtons.tsx';
import { GoalCard } from './GoalCard.tsx';
import { PapersCard } from './PapersCard.tsx';
import { type Drawn, type DrawKind, newPlan, withDrawn, withPosts } from './plan-state.ts';
import { PlanMapView } from './PlanMapView.tsx';
import { ReportPanel } from './ReportPanel.tsx';
import { useReport } from './use-report.ts';
import { ZoneList } from './ZoneList.tsx';
import './plan.css';

/** Plans are drawn, solved, checked and saved here; they are flown from the Fly page. */
export const PlanPage = ({ me, plan_id }: { me: Person; plan_id: string | undefined }) => {
  const { t } = useTexts();
  const sites = useCall('sites.list', {});
  const plans = useCall('plans.list', {});
  const failure = sites.error ?? plans.error;
  if (failure !== null) return <FaultAlert error={failure} />;
  if (sites.data === undefined || plans.data === undefined) return <Notice title={t('common.loading')} />;
  const in_use = sites.data.filter(isInUse);
  const [site] = in_use;
  if (site === undefined) return <Notice title={t('plan.no_site')} hint={t('plan.no_site_hint')} />;
  return (
    <Editor
      key={plan_id ?? 'new'}
      me={me}
      sites={in_use}
      plans={plans.data}
      saved={plans.data.find(({ id }) => id === plan_id)}
      first={site}
    />
  );
};

type Props = {
  me: Person;
  sites: readonly Site[];
  plans: readonly Plan[];
  saved: Plan | undefined;
  first: Site;
};

const undo_depth = 50;
const freshId = (): string => `plan-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;

const Editor = ({ me, sites, plans, saved, first }: Props) => {
  const { t, pick } = useTexts();
  const { modal } = App.useApp();
  const cache = useQueryClient();
  const { done, failed } = useNotices();
  const save = useWrite('plans.save');
  const remove = useWrite('plans.remove');
  const [plan, setPlan] = useState<Plan>(() => saved ?? newPlan(first, freshId(), plans[0]));
  const [kept, setKept] = useState(saved);
  const [past, setPast] = useState<readonly Plan[]>([]);
  const [drawing, setDrawing] = useState<DrawKind>();
  const [focus, setFocus] = useState<PlanViolation['place']>();
  const site = sites.find(({ id }) => id === plan.site_id) ?? first;
  const checked = useReport(plan);
  const pilot = me.roles.includes('pilot');
  const changed = plan !== kept;

  const change = useCallback((make: (plan: Plan) => Plan) => {
    setPlan((before) => {
      const after = make(before);
      if (after !== before) setPast((all) => [...all, before].slice(-undo_depth));
      return after;
    });
  }, []);

  const drawn = (kind: DrawKind, shape: Drawn): void => {
    change((before) => withDrawn(before, kind, shape));
    setDrawing(undefined);
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setDrawing(undefined);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const store = async (): Promise<boolean> => {
    try {
      await save.mutateAsync(plan);
      setKept(plan);
      await Promise.all(
        ['plans.list', 'missions.list'].map((name) => cache.invalidateQueries({ queryKey: [name] })),
      );
      done(t('plan.saved', { name: pick(plan.name) }));
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  };

  const open = (id: string): void => {
    const go = (): void => goTo(id === 'new' ? ['plan'] : ['plan', id]);
    if (!changed || plan.blocks.length === 0) return go();
    void modal.confirm({
      title: t('plan.leave'),
      okText: t('plan.leave_ok'),
      cancelText: t('common.cancel'),
      onOk: go,
    });
    return undefined;
  };

  const tools: { kind: DrawKind; label: string }[] = [
    { kind: 'survey', label: t('plan.kind_survey') },
    { kind: 'corridor', label: t('plan.kind_corridor') },
    { kind: 'orbit', label: t('plan.kind_orbit') },
    { kind: 'points', label: t('plan.kind_points') },
  ];
  const around: { kind: DrawKind; label: string }[] = [
    { kind: 'takeoff', label: t('plan.takeoff') },
    { kind: 'fence', label: t('plan.fence') },
    { kind: 'zone', label: t('plan.zone') },
    { kind: 'rally', label: t('plan.rally') },
    { kind: 'hole', label: t('plan.hole') },
  ];
  const toolButtons = (list: typeof tools) =>
    list.map(({ kind, label }) => (
      <Button
        key={kind}
        size="small"
        type={drawing === kind ? 'primary' : 'default'}
        aria-pressed={drawing === kind}
        onClick={() => setDrawing(drawing === kind ? undefined : kind)}
      >
        {label}
      </Button>
    ));

  return (
    <div className="plan">
      <h1 className="sr-only">{t('plan.title')}</h1>
      <aside className="plan-side panel">
        <div className="plan-pair">
          <Select
            size="small"
            aria-label={t('plan.open')}
            value={kept?.id ?? 'new'}
            onChange={open}
            options={[
              { value: 'new', label: t('plan.new') },
              ...plans.map(({ id, name }) => ({ value: id, label: pick(name) })),
            ]}
          />
          <Input
            size="small"
            aria-label={t('plan.name')}
            value={plan.name.zh}
            maxLength={60}
            onChange={({ target }) => {
              const name = target.value === '' ? ' ' : target.value;
              change((before) => ({ ...before, name: { zh: name, en: name } }));
            }}
          />
        </div>
        {sites.length > 1 && kept === undefined && (
          <Select
            size="small"
            aria-label={t('fly.site')}
            value={site.id}
            onChange={(id) => {
              const chosen = sites.find((each) => each.id === id);
              if (chosen !== undefined) change(() => newPlan(chosen, plan.id, plans[0]));
            }}
            options={sites.map(({ id, name }) => ({ value: id, label: pick(name) }))}
          />
        )}
        <h2 className="panel-title">{t('plan.what')}</h2>
        <GoalCard site={site} plan={plan} onPlan={change} />
        <h2 className="panel-title">{t('plan.blocks')}</h2>
        <div className="plan-tools" role="toolbar" aria-label={t('plan.add')}>
          {toolButtons(tools)}
          <Button size="small" icon={<PlusOutlined />} onClick={() => change(withPosts)}>
            {t('plan.kind_posts')}
          </Button>
        </div>
        <BlockList plan={plan} report={checked.report} onPlan={change} />
        <h2 className="panel-title">{t('plan.around')}</h2>
        <div className="plan-tools" role="toolbar" aria-label={t('plan.around')}>
          {toolButtons(around)}
        </div>
        <ZoneList plan={plan} onPlan={change} />
        <Collapse
          ghost
          size="small"
          items={[
            { key: 'papers', label: t('plan.papers'), children: <PapersCard plan={plan} onPlan={change} /> },
          ]}
        />
      </aside>
      <PlanMapView
        site={site}
        plan={plan}
        report={checked.report}
        drawing={drawing}
        focus={focus}
        onPlan={change}
        onDrawn={drawn}
      />
      <aside className="plan-result panel">
        <ReportPanel plan={plan} site={site} checked={checked} onPlace={setFocus} />
        <FileButtons plan={plan} kept={kept} onPlan={change} />
        <div className="plan-actions">
          <Tooltip title={t('plan.undo')}>
            <Button
              icon={<UndoOutlined />}
              aria-label={t('plan.undo')}
              disabled={past.length === 0}
              onClick={() => {
                const before = past.at(-1);
                if (before === undefined) return;
                setPast(past.slice(0, -1));
                setPlan(before);
              }}
            />
          </Tooltip>
          <Button
            type={changed ? 'primary' : 'default'}
            icon={<SaveOutlined />}
            loading={save.isPending}
            disabled={!pilot || !changed || checked.report === undefined || checked.error !== undefined}
            onClick={() => void store()}
          >
            {t('common.save')}
          </Button>
          <Button
            type={changed ? 'default' : 'primary'}
            icon={<SendOutlined />}
            disabled={kept === undefined}
            onClick={() => goTo(['fly'], { mission: plan.id })}
          >
            {t('plan.to_fly')}
          </Button>
        </div>
        {kept !== undefined && pilot && (
          <Button
            type="text"
            size="small"
            danger
            onClick={() =>
              void modal.confirm({
                title: t('plan.remove_confirm', { name: pick(kept.name) }),
                okText: t('plan.remove'),
                cancelText: t('common.cancel'),
                onOk: async () => {
                  await remove.mutateAsync({ plan_id: kept.id }).catch(failed);
                  await cache.invalidateQueries({ queryKey: ['plans.list'] });
                  await cache.invalidateQueries({ queryKey: ['missions.list'] });
                  goTo(['plan']);
                },
              })
            }
          >
            {t('plan.remove_plan')}
          </Button>
        )}
        {!pilot && <p className="mission-why">{t('plan.pilots_only')}</p>}
      </aside>
    </div>
  );
};
