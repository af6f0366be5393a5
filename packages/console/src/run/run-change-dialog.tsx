import type { RunChange } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ApiError, post } from '../api/client.ts';
import { ChangeFrame } from '../parts/change-frame.tsx';
import { QueryView } from '../parts/page.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { ofNouns, useChange } from '../parts/use-change.ts';
import { withReason } from '../parts/with-reason.ts';
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
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
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
  const change = useChange<RunChange>({
    path,
    changes: ofNouns(['run', 'newest-runs']),
    onError: (error) => {
      if (isStale(error)) void preview.refetch();
    },
    onDone: ({ newRun, run }) => {
      onClose();
      if (newRun) void navigate({ to: '/p/$project/r/$runId', params: { project: run.project, runId: run.id } });
    },
  });
  const expected = preview.data?.tasks.flatMap(({ task, effect }) => (effect === 'run' ? [task] : []));
  return (
    <ChangeFrame
      title={title}
      submit={submit}
      isReady={isCurrent}
      change={change}
      onSubmit={() => change.mutate({ ...full, expected })}
      cli={withReason(cli, reason)}
      http={{ path, body: full }}
      onClose={onClose}
    >
      {children}
      {body !== undefined && (
        <QueryView query={preview} rows={3}>
          {(data) => <ChangePreview change={data} />}
        </QueryView>
      )}
      <ReasonField value={reason} onChange={setReason} />
    </ChangeFrame>
  );
}
