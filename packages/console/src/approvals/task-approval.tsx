import type { Run } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { runApprovalsQuery } from '../api/approval-queries.ts';
import { ApprovalCard } from './approval-card.tsx';

/** What a task of a run asks, or was answered at last. */
export function TaskApproval({ run, task }: { run: Run; task: string }) {
  const { data } = useQuery(runApprovalsQuery(run.environment, run.id));
  const newest = data?.items.find((approval) => approval.task === task);
  return newest && <ApprovalCard approval={newest} />;
}
