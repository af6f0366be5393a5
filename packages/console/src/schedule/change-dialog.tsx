import type { Schedule } from '@carillon/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorView } from '../parts/page.tsx';
import { SameCommand } from '../parts/same-command.tsx';

export interface ScheduleDialogProps {
  readonly schedule: Schedule;
  readonly onClose: () => void;
}

interface ChangeDialogProps<Answer> extends ScheduleDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly verb: 'pause' | 'resume' | 'fire';
  readonly body: object;
  readonly cli: string;
  readonly onDone?: (answer: Answer) => void;
  readonly children: ReactNode;
}

/** One action on a schedule: what it does, its fields, the same as a command, and what the server says. */
export function ChangeDialog<Answer>({
  schedule,
  title,
  submit,
  verb,
  body,
  cli,
  onDone,
  onClose,
  children,
}: ChangeDialogProps<Answer>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () => post<Answer>(`/schedules/${schedule.id}/${verb}`, body, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: async (answer) => {
      await client.invalidateQueries({
        predicate: ({ queryKey: [noun] }) =>
          ['schedules', 'schedule', 'next-firings', 'upcoming', 'workflow'].includes(String(noun)),
      });
      onClose();
      onDone?.(answer);
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
        {children}
        {change.error && <ErrorView error={change.error} />}
        <SameCommand cli={cli} http={{ path: `/schedules/${schedule.id}/${verb}`, body }} />
      </div>
    </Dialog>
  );
}
