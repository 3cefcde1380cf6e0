import type { CallInput, Lead } from '#common';
import { CheckOutlined, CloseOutlined, StopOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, Tooltip } from 'antd';
import { type KeyboardEvent, useEffect, useEffectEvent, useState } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';
import { localDateTime } from '../../ui/format.ts';
import { reviewAct } from './review-keys.ts';

const words = ['true', 'clear', 'complete', 'accurate'] as const;
type Word = (typeof words)[number];
type Decision = CallInput<'reviews.create'>['decision'];
type Ticks = Readonly<Record<Word, boolean>>;

const none: Ticks = { true: false, clear: false, complete: false, accurate: false };

type Props = {
  lead: Lead;
  /** Why this person may not review this lead. */
  refusal: string | undefined;
  onMove: (by: 1 | -1) => void;
  /** Called with the decided lead, once the station has it. */
  onDone: (lead: Lead) => void;
};

/** The four words of the law, and a decision; made for the keyboard. */
export const ReviewForm = ({ lead, refusal, onMove, onDone }: Props) => {
  const { t } = useTexts();
  const { done, failed } = useNotices();
  const review = useWrite('reviews.create');
  const [ticks, setTicks] = useState<Ticks>(none);
  const [refusing, setRefusing] = useState<'rejected' | 'unusable'>();
  const all = words.every((word) => ticks[word]);
  const open = lead.state === 'open';
  const active = refusal === undefined && open && !review.isPending;

  const decide = (decision: Decision, reason: string): void => {
    review.mutate(
      { lead_id: lead.id, decision, reason, ...ticks },
      {
        onSuccess: (decided) => {
          done(t('leads.saved', { decision: t(`leads.state_${decision}`) }));
          onDone(decided);
        },
        onError: failed,
      },
    );
  };

  const onKey = useEffectEvent((event: globalThis.KeyboardEvent): void => {
    const node = event.target instanceof HTMLElement ? event.target : document.body;
    // A dialog or an open list has the keys to itself.
    if (node.closest('[role="dialog"], [role="listbox"], [role="menu"]') !== null) return;
    const act = reviewAct({
      key: event.key,
      ctrlKey: event.ctrlKey,
      metaKey: event.metaKey,
      altKey: event.altKey,
      repeat: event.repeat,
      target: {
        name: node.localName,
        type: node instanceof HTMLInputElement ? node.type : '',
        editable: node.isContentEditable,
      },
    });
    if (act === undefined) return;
    if (act.kind === 'next' || act.kind === 'previous') onMove(act.kind === 'next' ? 1 : -1);
    else if (!active) return;
    else if (act.kind === 'tick') {
      const word = words[act.index];
      if (word !== undefined) setTicks({ ...ticks, [word]: !ticks[word] });
    } else if (act.kind === 'confirm') {
      if (all) decide('confirmed', '');
    } else setRefusing(act.kind === 'reject' ? 'rejected' : 'unusable');
    event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);

  if (lead.review !== null) return <PastReview review={lead.review} />;
  return (
    <section className="review" aria-label={t('leads.review')}>
      <h2 className="panel-title">{t('leads.review_basis')}</h2>
      <div className="review-ticks">
        {words.map((word, index) => (
          <Checkbox
            key={word}
            checked={ticks[word]}
            disabled={!active}
            onChange={({ target }) => setTicks({ ...ticks, [word]: target.checked })}
          >
            {t(`leads.tick_${word}`)} <kbd aria-hidden="true">{index + 1}</kbd>
          </Checkbox>
        ))}
      </div>
      <Tooltip title={active && !all ? t('leads.confirm_needs_all') : undefined}>
        <Button
          type="primary"
          block
          icon={<CheckOutlined />}
          disabled={!active || !all}
          loading={review.isPending && review.variables.decision === 'confirmed'}
          onClick={() => decide('confirmed', '')}
        >
          {t('leads.confirm')}
        </Button>
      </Tooltip>
      <div className="review-refuse">
        <Button icon={<CloseOutlined />} block disabled={!active} onClick={() => setRefusing('rejected')}>
          {t('leads.reject')}
        </Button>
        <Button icon={<StopOutlined />} block disabled={!active} onClick={() => setRefusing('unusable')}>
          {t('leads.unusable')}
        </Button>
      </div>
      {refusing !== undefined && active && (
        <Reason
          key={refusing}
          decision={refusing}
          onCancel={() => setRefusing(undefined)}
          onReason={(reason) => decide(refusing, reason)}
        />
      )}
      {refusal === undefined ? (
        <p className="review-keys">{t('leads.keys')}</p>
      ) : (
        <p className="review-why">! {refusal}</p>
      )}
    </section>
  );
};

type ReasonProps = {
  decision: 'rejected' | 'unusable';
  onReason: (reason: string) => void;
  onCancel: () => void;
};

const Reason = ({ decision, onReason, onCancel }: ReasonProps) => {
  const { t } = useTexts();
  const [reason, setReason] = useState('');
  const ready = t(decision === 'rejected' ? 'leads.reasons_reject' : 'leads.reasons_unusable').split('|');
  const submit = (): void => {
    if (reason.trim() !== '') onReason(reason.trim());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onCancel();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  return (
    <div className="reason">
      <Input.TextArea
        autoFocus
        rows={2}
        maxLength={500}
        value={reason}
        aria-label={t(decision === 'rejected' ? 'leads.reason_reject' : 'leads.reason_unusable')}
        placeholder={t(decision === 'rejected' ? 'leads.reason_reject' : 'leads.reason_unusable')}
        onChange={({ target }) => setReason(target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="reason-ready">
        {ready.map((text) => (
          <Button key={text} size="small" onClick={() => setReason(text)}>
            {text}
          </Button>
        ))}
      </div>
      <div className="reason-end">
        <Button size="small" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
        <Button size="small" type="primary" danger disabled={reason.trim() === ''} onClick={submit}>
          {t(decision === 'rejected' ? 'leads.reject' : 'leads.unusable')}
        </Button>
      </div>
    </div>
  );
};

const PastReview = ({ review }: { review: NonNullable<Lead['review']> }) => {
  const { t } = useTexts();
  return (
    <section className="review" aria-label={t('leads.review')} data-decision={review.decision}>
      <strong>{t(`leads.state_${review.decision}`)}</strong>
      <p className="dim">
        {t('leads.reviewed_by', { name: review.reviewer_name, time: localDateTime(review.decided_utc_us) })}
      </p>
      <ul className="review-past">
        {words.map((word) => (
          <li key={word}>
            {review[word] ? '✓' : '✕'} {t(`leads.tick_${word}`)}
          </li>
        ))}
      </ul>
      {review.reason !== '' && (
        <p>
          {t('leads.reason')}: {review.reason}
        </p>
      )}
    </section>
  );
};
