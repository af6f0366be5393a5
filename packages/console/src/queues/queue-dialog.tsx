import type { Queue } from '@carillon/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { queuesQuery } from '../api/queue-queries.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorView } from '../parts/page.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { SameCommand } from '../parts/same-command.tsx';
import { shellWord } from '../parts/shell-word.ts';

interface QueueDialogProps {
  readonly queue: Queue;
  readonly verb: 'pause' | 'resume';
  readonly onClose: () => void;
}

/** Holds a queue with all below it, or lets it go on. */
export function QueueDialog({ queue: { name }, verb, onClose }: QueueDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const body = reason === '' ? {} : { reason };
  const path = `/queues/${name}/${verb}`;
  const change = useMutation({
    mutationFn: () => post<Queue>(path, body, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: queuesQuery.queryKey });
      onClose();
    },
  });
  return (
    <Dialog
      title={t(`queues.${verb}Title`, { name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" loading={change.isPending} onClick={() => change.mutate()}>
            {t(`queues.${verb}`)}
          </Button>
        </>
      }
    >
      <div className="start-form">
        <p className="soft">{t(`queues.${verb}Effect`)}</p>
        <ReasonField value={reason} onChange={setReason} />
        {change.error && <ErrorView error={change.error} />}
        <SameCommand
          cli={`npx carillon queue ${verb} ${name}${reason === '' ? '' : ` --reason ${shellWord(reason)}`}`}
          http={{ path, body }}
        />
      </div>
    </Dialog>
  );
}
