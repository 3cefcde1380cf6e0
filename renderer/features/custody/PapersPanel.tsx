import { type PaperKind, paperKinds, type PaperTemplate, type Person } from '#common';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Menu, Space } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useCall, useWrite } from '../../station/hooks.ts';
import { FaultAlert } from '../../ui/FaultAlert.tsx';
import { useNotices } from '../../ui/faults.ts';

const names = '{enterprise} {site} {number} {clauses} {days} {due} {served_to} {amount}';

/** 文书模板: the office's own words and clause numbers in the papers of a case. */
export const PapersPanel = ({ me }: { me: Person }) => {
  const { t } = useTexts();
  const papers = useCall('papers.templates', {});
  const [kind, choose] = useState<PaperKind>('record');
  if (papers.error !== null) return <FaultAlert error={papers.error} onRetry={() => void papers.refetch()} />;
  if (papers.data === undefined) return null;
  const { templates, own } = papers.data;
  return (
    <div className="papers">
      <Menu
        selectedKeys={[kind]}
        onClick={({ key }) => choose(paperKinds.find((each) => each === key) ?? 'record')}
        items={paperKinds.map((each) => ({
          key: each,
          label: `${templates[each].title}${own.includes(each) ? ` · ${t('custody.papers_own')}` : ''}`,
        }))}
      />
      <TemplateForm
        key={`${kind} ${JSON.stringify(templates[kind])}`}
        kind={kind}
        template={templates[kind]}
        own={own.includes(kind)}
        may={me.roles.some((role) => role === 'supervisor' || role === 'administrator')}
      />
    </div>
  );
};

type Props = { kind: PaperKind; template: PaperTemplate; own: boolean; may: boolean };
type Lines = Omit<PaperTemplate, 'clauses' | 'signatures'> & { clauses: string; signatures: string };

const TemplateForm = ({ kind, template, own, may }: Props) => {
  const { t } = useTexts();
  const save = useWrite('papers.save');
  const cache = useQueryClient();
  const { done, failed } = useNotices();
  const write = (wanted: PaperTemplate | null): void =>
    save.mutate(
      { kind, template: wanted },
      {
        onSuccess: (saved) => {
          cache.setQueryData(['papers.templates', {}], saved);
          done(t('custody.papers_saved'));
        },
        onError: failed,
      },
    );
  return (
    <Form<Lines>
      layout="vertical"
      className="papers-form"
      requiredMark={false}
      disabled={!may}
      initialValues={{
        ...template,
        clauses: template.clauses.join('\n'),
        signatures: template.signatures.join('\n'),
      }}
      onFinish={(typed) =>
        write({ ...typed, clauses: lines(typed.clauses), signatures: lines(typed.signatures) })
      }
    >
      <p className="dim">{t('custody.papers_hint', { names })}</p>
      <Space size="large" align="start">
        <Form.Item name="title" label={t('custody.papers_title')} rules={[{ required: true }]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="mark" label={t('custody.papers_mark')}>
          <Input maxLength={20} />
        </Form.Item>
      </Space>
      <Form.Item name="before" label={t('custody.papers_before')}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} />
      </Form.Item>
      <Form.Item name="after" label={t('custody.papers_after')}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} />
      </Form.Item>
      <Form.Item name="clauses" label={t('custody.papers_clauses')}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} />
      </Form.Item>
      <Form.Item name="signatures" label={t('custody.papers_signatures')}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={1000} />
      </Form.Item>
      {may ? (
        <Space>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('common.save')}
          </Button>
          {own && <Button onClick={() => write(null)}>{t('custody.papers_back')}</Button>}
        </Space>
      ) : (
        <span className="dim">{t('custody.papers_who')}</span>
      )}
    </Form>
  );
};

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
