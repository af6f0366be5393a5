import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorView } from '../parts/page.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { SameCommand } from '../parts/same-command.tsx';
import { shellWord } from '../parts/shell-word.ts';

interface HoldDialogProps {
  readonly title: string;
  readonly effect: string;
  readonly submit: string;
  /** Below `/api/v1`. */
  readonly path: string;
  readonly cli: string;
  readonly onClose: () => void;
}

/** One thing is held or let go: what that means, and why it is done. */
export function HoldDialog({ title, effect, submit, path, cli, onClose }: HoldDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const body = reason === '' ? {} : { reason };
  const change = useMutation({
    mutationFn: () => post(path, body),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['run'] });
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
        <SameCommand cli={reason === '' ? cli : `${cli} --reason ${shellWord(reason)}`} http={{ path, body }} />
      </div>
    </Dialog>
  );
}
