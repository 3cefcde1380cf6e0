import { cameraFigures, type Plan, shippedCameras, unverifiedFigures } from '#common';
import { EditOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall } from '../../station/hooks.ts';
import { CameraForm } from './CameraForm.tsx';
import { Field } from './Field.tsx';

type Props = { plan: Plan; onPlan: (change: (plan: Plan) => Plan) => void };

/** The camera of a plan, and whether its figures can be relied on. */
export const CameraField = ({ plan, onPlan }: Props) => {
  const { t } = useTexts();
  const listed = useCall('cameras.list', {}).data ?? shippedCameras;
  const [editing, edit] = useState(false);
  const unverified = unverifiedFigures(plan.camera, listed);
  const known = listed.some(({ camera }) => camera.id === plan.camera.id);
  const options = (own: boolean) =>
    listed.filter((each) => each.own === own).map(({ camera }) => ({ value: camera.id, label: camera.name }));
  return (
    <div className="plan-camera">
      <Field name={t('plan.camera')}>
        <Select
          size="small"
          aria-label={t('plan.camera')}
          value={plan.camera.id}
          onChange={(id) => {
            const found = listed.find(({ camera }) => camera.id === id);
            if (found !== undefined) onPlan((before) => ({ ...before, camera: found.camera }));
          }}
          options={[
            // A camera that was removed since stays in the plans made with it.
            ...(known ? [] : [{ value: plan.camera.id, label: plan.camera.name }]),
            ...(options(true).length === 0 ? [] : [{ label: t('plan.camera_own'), options: options(true) }]),
            { label: t('plan.camera_shipped'), options: options(false) },
          ]}
        />
      </Field>
      <Button
        size="small"
        icon={<EditOutlined />}
        aria-label={t('plan.camera_edit')}
        title={t('plan.camera_edit')}
        onClick={() => edit(true)}
      />
      {unverified.length > 0 && (
        <small className="plan-unverified">
          {unverified.length === cameraFigures.length
            ? t('plan.camera_unverified_all')
            : t('plan.camera_unverified', {
                figures: unverified.map((figure) => t(`plan.figure_${figure}`)).join(t('plan.figure_and')),
              })}
        </small>
      )}
      {editing && (
        <CameraForm
          camera={plan.camera}
          listed={listed}
          onUse={(camera) => onPlan((before) => ({ ...before, camera }))}
          onClose={() => edit(false)}
        />
      )}
    </div>
  );
};
