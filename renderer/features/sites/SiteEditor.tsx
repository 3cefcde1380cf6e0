import { type Enterprise, isInUse, items, type Position, type Site } from '#common';
import { DeleteOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, InputNumber, Select, Tooltip } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { goTo } from '../../app/use-route.ts';
import { useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';
import { FenceList } from './FenceList.tsx';
import { RetireSite } from './RetireSite.tsx';
import {
  draftOf,
  type DrawTool,
  drawTools,
  inputOf,
  newDraft,
  placeTyped,
  withDrawn,
  withFence,
  without,
  withPost,
  withShape,
  withZone,
} from './site-draft.ts';
import { SiteDrawMapView } from './SiteDrawMapView.tsx';

type Props = {
  site: Site | undefined;
  enterprises: readonly Enterprise[];
  under: string | null;
  /** Whether this person may retire it. */
  may_retire: boolean;
};

/** 场所: its boundary, hazard zones and posts, drawn on the map. */
export const SiteEditor = ({ site, enterprises, under, may_retire }: Props) => {
  const { t } = useTexts();
  const { done, failed } = useNotices();
  const cache = useQueryClient();
  const save = useWrite('sites.save');
  const [draft, setDraft] = useState(() => (site === undefined ? newDraft(under) : draftOf(site)));
  const [tool, setTool] = useState<DrawTool | undefined>(site === undefined ? 'boundary' : undefined);
  const [place, setPlace] = useState<Position>();
  const ready = draft.name.zh.trim() !== '' && draft.boundary.length > 2;
  const submit = (): void =>
    save.mutate(inputOf(draft), {
      onSuccess: ({ id, name }) => {
        done(t('sites.saved', { name: name.zh }));
        for (const key of ['sites.list', 'enterprises.health'])
          void cache.invalidateQueries({ queryKey: [key] });
        if (site === undefined) goTo(['sites', 'site', id]);
      },
      onError: failed,
    });
  return (
    <section className="sites-editor" aria-label={t('sites.site')}>
      <SiteDrawMapView
        draft={draft}
        tool={tool}
        place={place}
        onDrawn={(kind, corners) => {
          setDraft((before) => withDrawn(before, kind, corners));
          // Posts are set one after the other; shapes are looked at first.
          if (kind !== 'post') setTool(undefined);
        }}
        onMoved={(id, corners) => setDraft((before) => withShape(before, id, corners))}
      />
      <div className="sites-side panel panel-pad">
        {site !== undefined && !isInUse(site) && <RetireSite site={site} may={may_retire} />}
        <label>
          {t('sites.site_name')}
          <Input
            maxLength={100}
            value={draft.name.zh}
            onChange={({ target }) => setDraft({ ...draft, name: { ...draft.name, zh: target.value } })}
          />
        </label>
        <label>
          {t('sites.site_name_en')}
          <Input
            maxLength={100}
            value={draft.name.en}
            onChange={({ target }) => setDraft({ ...draft, name: { ...draft.name, en: target.value } })}
          />
        </label>
        <label>
          {t('sites.enterprise')}
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('sites.no_enterprise')}
            value={draft.enterprise_id}
            options={enterprises.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(enterprise_id: string | undefined) =>
              setDraft({ ...draft, enterprise_id: enterprise_id ?? null })
            }
          />
        </label>
        <GoTo onPlace={setPlace} />
        <div className="sites-tools" role="toolbar" aria-label={t('sites.tools')}>
          {drawTools.map((each) => (
            <Button
              key={each}
              type={each === tool ? 'primary' : 'default'}
              aria-pressed={each === tool}
              onClick={() => setTool(each === tool ? undefined : each)}
            >
              {t(
                each === 'boundary' && draft.boundary.length > 0
                  ? 'sites.draw_boundary_anew'
                  : `sites.draw_${each}`,
              )}
            </Button>
          ))}
        </div>
        <h3>{t('sites.zones')}</h3>
        {draft.zones.length === 0 && <p className="dim">{t('sites.no_zones')}</p>}
        <ul className="sites-parts">
          {draft.zones.map((zone) => (
            <li key={zone.id} data-hazard={zone.hazard}>
              <Input
                value={zone.name.zh}
                aria-label={t('sites.zone_name')}
                maxLength={100}
                onChange={({ target }) =>
                  setDraft(withZone(draft, zone.id, { name: { zh: target.value, en: target.value } }))
                }
              />
              <span className="tag">{t(`hazard.${zone.hazard}`)}</span>
              <RemoveButton onRemove={() => setDraft(without(draft, zone.id))} />
              <Checkbox.Group
                value={zone.requires}
                options={items.map((item) => ({ value: item, label: t(`items.${item}`) }))}
                onChange={(requires) => {
                  if (requires.length > 0) setDraft(withZone(draft, zone.id, { requires }));
                }}
              />
              {zone.requires.includes('hearing') && (
                <Checkbox
                  checked={zone.plugs_admitted === true}
                  onChange={({ target }) =>
                    setDraft(withZone(draft, zone.id, { plugs_admitted: target.checked }))
                  }
                >
                  <Tooltip title={t('sites.plugs_hint')}>{t('sites.plugs')}</Tooltip>
                </Checkbox>
              )}
            </li>
          ))}
        </ul>
        <FenceList
          fences={draft.fences}
          onChange={(id, part) => setDraft(withFence(draft, id, part))}
          removeButton={(id) => <RemoveButton onRemove={() => setDraft(without(draft, id))} />}
        />
        <h3>{t('sites.posts')}</h3>
        {draft.posts.length === 0 && <p className="dim">{t('sites.no_posts')}</p>}
        <ul className="sites-parts">
          {draft.posts.map((post) => (
            <li key={post.id}>
              <Input
                value={post.name.zh}
                aria-label={t('sites.post_name')}
                maxLength={100}
                onChange={({ target }) =>
                  setDraft(withPost(draft, post.id, { name: { zh: target.value, en: target.value } }))
                }
              />
              <InputNumber
                value={post.height_m}
                min={-500}
                max={500}
                suffix="m"
                aria-label={t('sites.post_height')}
                title={t('sites.post_height')}
                onChange={(height_m) => setDraft(withPost(draft, post.id, { height_m: height_m ?? 0 }))}
              />
              <RemoveButton onRemove={() => setDraft(without(draft, post.id))} />
            </li>
          ))}
        </ul>
        {(site === undefined || isInUse(site)) && (
          <Button type="primary" disabled={!ready} loading={save.isPending} onClick={submit}>
            {t('common.save')}
          </Button>
        )}
        {!ready && <small className="dim">{t('sites.not_ready')}</small>}
        {site !== undefined && isInUse(site) && <RetireSite site={site} may={may_retire} />}
      </div>
    </section>
  );
};

const RemoveButton = ({ onRemove }: { onRemove: () => void }) => {
  const { t } = useTexts();
  return <Button type="text" icon={<DeleteOutlined />} aria-label={t('sites.remove')} onClick={onRemove} />;
};

/** Coordinates as they are pasted from another map; WGS-84 like everything the station keeps. */
const GoTo = ({ onPlace }: { onPlace: (place: Position) => void }) => {
  const { t } = useTexts();
  const [wrong, setWrong] = useState(false);
  return (
    <label>
      {t('sites.go_to')}
      <Input.Search
        placeholder="29.952, 121.431"
        enterButton={t('sites.go')}
        status={wrong ? 'error' : ''}
        onSearch={(text) => {
          const place = placeTyped(text);
          setWrong(place === undefined && text !== '');
          if (place !== undefined) onPlace(place);
        }}
      />
    </label>
  );
};
