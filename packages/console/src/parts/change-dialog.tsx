import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { Dialog } from './dialog.tsx';
import { ErrorView } from './page.tsx';
import { SameCommand } from './same-command.tsx';

interface ChangeDialogProps<Answer> {
  readonly title: string;
  /** Of the button that does it. */
  readonly submit: string;
  /** Below `/api/v1`. */
  readonly path: string;
  readonly body: object;
  readonly cli: string;
  /** What shows another thing afterwards: the nouns with which the keys of its queries begin. */
  readonly changes: readonly string[];
  readonly onDone?: (answer: Answer) => void;
  readonly onClose: () => void;
  /** What it does, and its fields. */
  readonly children: ReactNode;
}

/** One action on one thing: what it does, its fields, the same as a command, and what the server says. */
export function ChangeDialog<Answer>({
  title,
  submit,
  path,
  body,
  cli,
  changes,
  onDone,
  onClose,
  children,
}: ChangeDialogProps<Answer>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () => post<Answer>(path, body, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: async (answer) => {
      await client.invalidateQueries({ predicate: ({ queryKey: [noun] }) => changes.includes(String(noun)) });
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
        <SameCommand cli={cli} http={{ path, body }} />
      </div>
    </Dialog>
  );
}
