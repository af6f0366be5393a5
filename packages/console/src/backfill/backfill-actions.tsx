import type { Action, Backfill } from '@carillon/protocol';
import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpenBackfill } from '../api/backfill-queries.ts';
import { ErrorView } from '../parts/page.tsx';
import { MAX_PARALLELISM } from './backfill-request.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { useBackfillChange } from './use-backfill-change.ts';

/** What can be done with a backfill while it runs; what the server does not allow says why. */
export function BackfillActions({ backfill }: { backfill: Backfill }) {
  const { t } = useTranslation();
  const [cancelling, setCancelling] = useState(false);
  const change = useBackfillChange(backfill.id);
  const { actions, state } = backfill;
  const button = (verb: 'pause' | 'resume' | 'retry', text: string) => (
    <ActButton
      action={actions[verb]}
      text={text}
      busy={change.isPending && change.variables.verb === verb}
      onClick={() => change.mutate({ verb, body: {} })}
    />
  );
  return (
    <>
      {isOpenBackfill(state) && (
        <Parallelism
          key={backfill.parallelism}
          backfill={backfill}
          onSet={(parallelism) => change.mutate({ verb: 'set', body: { parallelism } })}
        />
      )}
      {actions.resume.allowed
        ? button('resume', t('backfill.resume'))
        : isOpenBackfill(state) && button('pause', t('backfill.pause'))}
      {button('retry', t('backfill.retry'))}
      {isOpenBackfill(state) && (
        <ActButton
          action={actions.cancel}
          text={t('backfill.cancel')}
          busy={false}
          onClick={() => setCancelling(true)}
          danger
        />
      )}
      {change.error && <ErrorView error={change.error} />}
      {cancelling && <CancelDialog backfill={backfill} onClose={() => setCancelling(false)} />}
    </>
  );
}

interface ActButtonProps {
  readonly action: Action;
  readonly text: string;
  readonly busy: boolean;
  readonly danger?: boolean;
  readonly onClick: () => void;
}

function ActButton({ action: { allowed, reason }, text, busy, danger = false, onClick }: ActButtonProps) {
  return (
    <Button disabled={!allowed} title={reason ?? ''} loading={busy} danger={danger} onClick={onClick}>
      {text}
    </Button>
  );
}

function Parallelism({
  backfill: { parallelism, actions },
  onSet,
}: {
  backfill: Backfill;
  onSet: (count: number) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState(String(parallelism));
  const count = Number(text);
  const isGood = Number.isInteger(count) && count >= 1 && count <= MAX_PARALLELISM;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isGood && count !== parallelism) onSet(count);
  };
  return (
    <form className="parallelism" onSubmit={submit}>
      <label htmlFor={id}>{t('backfill.parallelism')}</label>
      <Input
        id={id}
        type="number"
        min={1}
        max={MAX_PARALLELISM}
        value={text}
        disabled={!actions.set.allowed}
        title={actions.set.reason ?? ''}
        onChange={(event) => setText(event.target.value)}
      />
      <Button htmlType="submit" disabled={!actions.set.allowed || !isGood || count === parallelism}>
        {t('backfill.set')}
      </Button>
    </form>
  );
}
