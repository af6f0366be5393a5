import type { RunChange } from '@carillon/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, post } from '../api/client.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorView, QueryView } from '../parts/page.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { SameCommand } from '../parts/same-command.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { useSettled } from '../time/use-settled.ts';
import { ChangePreview } from './change-preview.tsx';

interface RunChangeDialogProps {
  readonly title: string;
  readonly submit: string;
  /** Below `/api/v1`. */
  readonly path: string;
  /** Without its reason; undefined while it is not complete. */
  readonly body: object | undefined;
  /** Without its reason. */
  readonly cli: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

const SETTLE_MS = 300;
const isStale = (error: unknown): boolean => error instanceof ApiError && error.problem?.code === 'PLAN_STALE';

/** A change of more than one task: what it does is asked of the server first, and it does that or nothing. */
export function RunChangeDialog({ title, submit, path, body, cli, children, onClose }: RunChangeDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  // One key for the life of the dialog: pressing twice makes one run.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const wanted = JSON.stringify(body ?? null);
  const settled = useSettled(wanted, SETTLE_MS);
  const preview = useQuery({
    queryKey: ['run-change', path, settled],
    queryFn: () => post<RunChange>(path, JSON.parse(settled), { query: { dryRun: 'true' } }),
    enabled: settled !== 'null',
    gcTime: 0,
    retry: false,
  });
  const isCurrent = body !== undefined && wanted === settled && preview.data !== undefined;
  const full = { ...body, ...(reason !== '' && { reason }) };
  const change = useMutation({
    mutationFn: () => {
      const expected = preview.data?.tasks.flatMap(({ task, effect }) => (effect === 'run' ? [task] : []));
      return post<RunChange>(path, { ...full, expected }, { idempotencyKey });
    },
    onError: (error) => {
      if (isStale(error)) void preview.refetch();
    },
    onSuccess: async ({ newRun, run }) => {
      await client.invalidateQueries({ predicate: ({ queryKey: [noun] }) => noun === 'run' || noun === 'newest-runs' });
      onClose();
      if (newRun) void navigate({ to: '/p/$project/r/$runId', params: { project: run.project, runId: run.id } });
    },
  });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" loading={change.isPending} disabled={!isCurrent} onClick={() => change.mutate()}>
            {submit}
          </Button>
        </>
      }
    >
      <div className="start-form">
        {children}
        {body !== undefined && (
          <QueryView query={preview} rows={3}>
            {(data) => <ChangePreview change={data} />}
          </QueryView>
        )}
        <ReasonField value={reason} onChange={setReason} />
        {change.error && <ErrorView error={change.error} />}
        <SameCommand cli={reason === '' ? cli : `${cli} --reason ${shellWord(reason)}`} http={{ path, body: full }} />
      </div>
    </Dialog>
  );
}
