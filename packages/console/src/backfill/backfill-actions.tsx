import type { Backfill } from '@carillon/protocol';
import { Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpenBackfill } from '../api/backfill-queries.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { ErrorView } from '../parts/page.tsx';
import { BackfillHoldDialog } from './backfill-hold-dialog.tsx';
import { MAX_PARALLELISM } from './backfill-request.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import type { BackfillHold } from './hold-effects.ts';
import { useBackfillChange } from './use-backfill-change.ts';

/** What can be done with a backfill while it runs; what the server does not allow says why. */
export function BackfillActions({ backfill }: { backfill: Backfill }) {
  const { t } = useTranslation();
  const [cancelling, setCancelling] = useState(false);
  const change = useBackfillChange(backfill.id);
  const [asked, setAsked] = useState<BackfillHold>();
  const { actions, state } = backfill;
  const button = (verb: BackfillHold, text: string) => (
    <ActionButton action={actions[verb]} text={text} onClick={() => setAsked(verb)} />
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
        <ActionButton action={actions.cancel} text={t('backfill.cancel')} onClick={() => setCancelling(true)} danger />
      )}
      {change.error && <ErrorView error={change.error} />}
      {asked && <BackfillHoldDialog backfill={backfill} verb={asked} onClose={() => setAsked(undefined)} />}
      {cancelling && <CancelDialog backfill={backfill} onClose={() => setCancelling(false)} />}
    </>
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
  const isNew = isGood && count !== parallelism;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isNew && actions.set.allowed) onSet(count);
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
        onChange={(event) => setText(event.target.value)}
      />
      <ActionButton
        action={actions.set.allowed && !isNew ? { allowed: false, why: t('backfill.notNew') } : actions.set}
        text={t('backfill.set')}
        onClick={() => onSet(count)}
      />
    </form>
  );
}
