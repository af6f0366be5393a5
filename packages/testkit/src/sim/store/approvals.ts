/** What tasks ask people (store/src/engine/approvals.ts). */
import type { ApprovalEngineStore } from '@carillon/core';
import type { Operations } from './operation.ts';
import { TASK } from './guards.ts';
import type { ApprovalRow } from './rows.ts';
import type { Tables } from './tables.ts';

export function createApprovals(tables: Tables): Operations<keyof ApprovalEngineStore> {
  const newestOf = (runId: string, taskNo: number): ApprovalRow | undefined => {
    let newest: ApprovalRow | undefined;
    for (const row of tables.approvals.values())
      if (row.runId === runId && row.taskNo === taskNo && (!newest || row.id > newest.id)) newest = row;
    return newest;
  };
  return {
    requestApproval({ id, runId, taskNo, scope, expiresMs }) {
      const expiresAt = tables.machine.now() + expiresMs;
      const before = newestOf(runId, taskNo);
      if (before?.state === 'open') return tables.approvals.update(before, { expiresAt }).id;
      const row = { id, runId, taskNo, tenantKey: scope.tenantKey, state: 'open', expiresAt } as const;
      tables.approvals.insert(id, { ...row, actor: undefined, comment: undefined, input: undefined });
      return id;
    },
    settleApproval(runId, taskNo, over) {
      const row = newestOf(runId, taskNo);
      if (!row) return undefined;
      if (row.state === 'open' && (over || row.expiresAt <= tables.machine.now()))
        tables.approvals.update(row, { state: 'expired' });
      const { state, actor, comment, input } = row;
      return { state, actor, comment, input };
    },
    answerApproval({ tenantKey }, id, { state, actor, comment, input }) {
      const row = tables.approvals.get(id);
      if (row?.tenantKey !== tenantKey) return false;
      const task = tables.tasks.get(row.runId, row.taskNo);
      const waits = task?.state === TASK.waiting || task?.state === TASK.paused;
      if (!task || !waits || row.state !== 'open') return false;
      tables.approvals.update(row, { state, actor, comment, input });
      const now = tables.machine.now();
      tables.tasks.update(task, task.state === TASK.waiting ? { dueAt: now } : { heldDueAt: now });
      return true;
    },
  };
}
