import { type Plan, type PlanFileFormat, planFileFormats } from '#common';
import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { App, Button, Dropdown } from 'antd';
import { useRef } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';

type Props = {
  plan: Plan;
  kept: Plan | undefined;
  onPlan: (change: (plan: Plan) => Plan) => void;
};

const labels: Readonly<Record<PlanFileFormat, string>> = {
  plan: 'QGroundControl .plan',
  waypoints: '.waypoints',
  kml: 'KML',
  kmz: 'KMZ',
  geojson: 'GeoJSON',
  wpml: 'DJI WPML (KMZ)',
};

/** Areas and missions of other programs in, this plan's mission out. */
export const FileButtons = ({ plan, kept, onPlan }: Props) => {
  const { t } = useTexts();
  const { modal } = App.useApp();
  const { done, failed } = useNotices();
  const read = useWrite('plans.read_file');
  const write = useWrite('plans.write_file');
  const input = useRef<HTMLInputElement>(null);

  const take = async (file: File): Promise<void> => {
    try {
      const base64 = toBase64(new Uint8Array(await file.arrayBuffer()));
      const answer = await read.mutateAsync({ plan, name: file.name, base64 });
      onPlan(() => answer.plan);
      done(t('plan.imported', { count: answer.plan.blocks.length - plan.blocks.length }));
      if (answer.notes.length > 0)
        modal.info({ title: t('plan.import_notes'), content: answer.notes.join('\n') });
    } catch (error) {
      failed(error);
    }
  };

  const give = async (format: PlanFileFormat): Promise<void> => {
    if (kept === undefined) return;
    try {
      const { name, base64 } = await write.mutateAsync({ plan_id: kept.id, format });
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([fromBase64(base64)]));
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      failed(error);
    }
  };

  return (
    <div className="plan-files">
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('plan.import')}
        accept=".plan,.waypoints,.kml,.kmz,.geojson,.json"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file !== undefined) void take(file);
          target.value = '';
        }}
      />
      <Button
        size="small"
        icon={<UploadOutlined />}
        loading={read.isPending}
        onClick={() => input.current?.click()}
      >
        {t('plan.import')}
      </Button>
      <Dropdown
        disabled={kept !== plan}
        menu={{
          items: planFileFormats.map((format) => ({ key: format, label: labels[format] })),
          onClick: ({ key }) => {
            const format = planFileFormats.find((each) => each === key);
            if (format !== undefined) void give(format);
          },
        }}
      >
        <Button
          size="small"
          icon={<DownloadOutlined />}
          {...(kept === plan ? {} : { title: t('plan.export_save_first') })}
        >
          {t('plan.export')}
        </Button>
      </Dropdown>
    </div>
  );
};

const toBase64 = (bytes: Uint8Array): string => {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
};

const fromBase64 = (text: string): ArrayBuffer => {
  const binary = atob(text);
  const bytes = new ArrayBuffer(binary.length);
  const view = new Uint8Array(bytes);
  for (let at = 0; at < binary.length; at += 1) view[at] = binary.charCodeAt(at);
  return bytes;
};
