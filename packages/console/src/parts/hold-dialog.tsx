import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { Dialog } from './dialog.tsx';
import { ErrorView } from './page.tsx';
import { ReasonField } from './reason-field.tsx';
import { SameCommand } from './same-command.tsx';
import { shellWord } from './shell-word.ts';

interface HoldDialogProps {
  readonly title: string;
  /** What becomes of it. */
  readonly effect: string;
  /** Of the button that does it. */
  readonly submit: string;
  /** Below `/api/v1`. */
  readonly path: string;
  readonly cli: string;
  /** Of what shows another thing afterwards. */
  readonly changes: QueryKey;
  readonly onClose: () => void;
}

/** One thing is held or let go: what that means, and why it is done. */
export function HoldDialog({ title, effect, submit, path, cli, changes, onClose }: HoldDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const body = reason === '' ? {} : { reason };
  const change = useMutation({
    mutationFn: () => post(path, body, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: changes });
      onClose();
    },
  });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" loading={change.isPending} onClick={() => change.mutate()}>
            {submit}
          </Button>
        </>
      }
    >
      <div className="start-form">
        <p className="soft">{effect}</p>
        <ReasonField value={reason} onChange={setReason} />
        {change.error && <ErrorView error={change.error} />}
        <SameCommand cli={`${cli}${reason === '' ? '' : ` --reason ${shellWord(reason)}`}`} http={{ path, body }} />
      </div>
    </Dialog>
  );
}
