import { type Camera, type CameraFigure, cameraFigures, type ListedCamera } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';

type Props = {
  camera: Camera;
  listed: readonly ListedCamera[];
  onUse: (camera: Camera) => void;
  onClose: () => void;
};

/** The first name that no listed camera has. */
const freeId = (listed: readonly ListedCamera[]): string => {
  for (let number = 1; ; number += 1) {
    const id = `own-${number}`;
    if (listed.every(({ camera }) => camera.id !== id)) return id;
  }
};

const unknown: ListedCamera['sources'] = {
  sensor_width_mm: null,
  width_px: null,
  height_px: null,
  focal_mm: null,
  rate_hz: null,
};

/** The figures of a camera, each with what it rests on. A shipped camera is changed as an own copy of it. */
export const CameraForm = ({ camera: start, listed, onUse, onClose }: Props) => {
  const { t } = useTexts();
  const cache = useQueryClient();
  const { done, failed } = useNotices();
  const save = useWrite('cameras.save');
  const remove = useWrite('cameras.remove');
  const known = listed.find(({ camera }) => camera.id === start.id);
  const own = known?.own === true;
  const [camera, setCamera] = useState<Camera>(
    own ? start : { ...start, id: freeId(listed), name: `${start.name}（自有）`.slice(0, 100) },
  );
  const [sources, setSources] = useState<ListedCamera['sources']>(known?.sources ?? unknown);
  const put = (part: Partial<Camera>): void => setCamera((before) => ({ ...before, ...part }));
  const settle = (list: ListedCamera[]): void => {
    cache.setQueryData(['cameras.list', {}], list);
    onClose();
  };
  const number = (field: Exclude<keyof Camera, 'id' | 'name' | 'kind'>, unit: string, step: number) => (
    <InputNumber
      size="small"
      aria-label={t(`plan.camera_${field}`)}
      suffix={unit}
      value={camera[field]}
      step={step}
      changeOnWheel={false}
      onChange={(value) => {
        if (typeof value === 'number') put({ [field]: value });
      }}
    />
  );
  const inputs: Readonly<Record<CameraFigure, React.ReactNode>> = {
    sensor_width_mm: number('sensor_width_mm', 'mm', 0.01),
    width_px: number('width_px', 'px', 1),
    height_px: number('height_px', 'px', 1),
    focal_mm: (
      <>
        {number('focal_min_mm', 'mm', 0.1)} {number('focal_max_mm', 'mm', 0.1)}
      </>
    ),
    rate_hz: number('rate_hz', 'Hz', 1),
  };
  return (
    <Modal
      open
      width={620}
      title={t('plan.camera_edit')}
      onCancel={onClose}
      footer={[
        own && (
          <Button
            key="remove"
            danger
            loading={remove.isPending}
            onClick={() => remove.mutate({ camera_id: start.id }, { onSuccess: settle, onError: failed })}
          >
            {t('plan.camera_remove')}
          </Button>
        ),
        <Button key="cancel" onClick={onClose}>
          {t('common.cancel')}
        </Button>,
        <Button
          key="save"
          type="primary"
          loading={save.isPending}
          onClick={() =>
            save.mutate(
              { camera, sources },
              {
                onSuccess: (list) => {
                  onUse(camera);
                  done(t('plan.camera_saved', { name: camera.name }));
                  settle(list);
                },
                onError: failed,
              },
            )
          }
        >
          {t('plan.camera_save')}
        </Button>,
      ]}
    >
      <p className="dim">{t('plan.camera_hint')}</p>
      <div className="plan-pair">
        <Input
          aria-label={t('plan.camera_name')}
          value={camera.name}
          maxLength={100}
          onChange={({ target }) => put({ name: target.value })}
        />
        <Select
          aria-label={t('plan.camera_kind')}
          value={camera.kind}
          onChange={(kind: Camera['kind']) => put({ kind })}
          options={(['video', 'stills'] as const).map((kind) => ({
            value: kind,
            label: t(`plan.camera_kind_${kind}`),
          }))}
        />
      </div>
      <table className="plan-camera-figures">
        <thead>
          <tr>
            <th>{t('plan.camera_figure')}</th>
            <th>{t('plan.camera_value')}</th>
            <th>{t('plan.camera_source')}</th>
          </tr>
        </thead>
        <tbody>
          {cameraFigures.map((figure) => (
            <tr key={figure} data-unverified={sources[figure] === null}>
              <td>{t(`plan.figure_${figure}`)}</td>
              <td>{inputs[figure]}</td>
              <td>
                <Input
                  size="small"
                  aria-label={`${t(`plan.figure_${figure}`)} ${t('plan.camera_source')}`}
                  placeholder={t('plan.camera_no_source')}
                  value={sources[figure] ?? ''}
                  maxLength={200}
                  onChange={({ target }) =>
                    setSources((before) => ({ ...before, [figure]: target.value || null }))
                  }
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
};
