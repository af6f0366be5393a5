/** Facts that the engine reads (store/src/engine/lookups.ts). */
import { type RunContextRecord, RUN_STATE_CODES as RUN, type RunEndState, runStateOf } from '@carillon/core';
import type { Operations } from './operation.ts';
import type { RunFactsRow, RunRow } from './rows.ts';
import type { Tables } from './tables.ts';

type Lookups = Operations<
  | 'version'
  | 'environmentName'
  | 'variables'
  | 'runContext'
  | 'finishedTasks'
  | 'firstFailed'
  | 'alreadyAccepted'
  | 'attemptBudget'
  | 'queues'
>;

const REPORTED: ReadonlySet<number> = new Set([10, 11, 12]);

export function createLookups(tables: Tables): Lookups {
  const contextOf = (runId: string, facts: RunFactsRow, run?: RunRow): RunContextRecord => ({
    runId,
    versionKey: facts.versionKey,
    workflowKey: facts.workflowKey,
    tenantKey: facts.tenantKey,
    projectKey: facts.projectKey,
    environmentKey: facts.environmentKey,
    params: facts.params,
    logicalTime: facts.logicalTime,
    triggerKind: facts.triggerKind,
    actor: facts.actor,
    rerunOf: facts.rerunOf,
    priority: run?.priority,
    createdAt: new Date(facts.createdAt),
    mainEnd: run && run.phase > 0 ? (runStateOf(run.endsAs ?? RUN.success) as RunEndState) : undefined,
  });

  return {
    queues: () => [...tables.queues.values()],
    version: (key) => tables.versions.get(key),
    environmentName: () => 'dev',
    variables: () => ({}),
    runContext(runId) {
      const run = tables.runs.get(runId);
      if (run) return contextOf(runId, run, run);
      const solo = tables.tasks.get(runId, 0)?.solo;
      return solo && contextOf(runId, solo);
    },
    finishedTasks(runId, taskNos) {
      return tables.taskEnds
        .of(runId)
        .filter(({ taskNo }) => taskNos.includes(taskNo))
        .map(({ taskNo, state, attemptNo, exitCode, reason, output }) => ({
          taskNo,
          state,
          attempt: attemptNo,
          exitCode,
          reason,
          output,
        }));
    },
    firstFailed(runId) {
      const failed = tables.taskEnds.of(runId).filter(({ state }) => state === RUN.failed);
      return failed.toSorted((a, b) => a.endedAt - b.endedAt || a.taskNo - b.taskNo)[0]?.taskNo;
    },
    alreadyAccepted({ runId, taskNo, attemptId }) {
      const isIts = (end: { readonly taskNo: number; readonly attemptId: string | undefined }): boolean =>
        end.taskNo === taskNo && end.attemptId === attemptId;
      return (
        tables.taskEnds.of(runId).some(isIts) ||
        (taskNo === 0 && tables.runEnds.get(runId)?.attemptId === attemptId) ||
        tables.attemptEnds.of(runId).some((end) => isIts(end) && REPORTED.has(end.state))
      );
    },
    attemptBudget({ runId, taskNo, attemptId }) {
      const row = tables.tasks.get(runId, taskNo);
      if (!row || (row.attemptId !== attemptId && !tables.without.has('fence'))) return undefined;
      const earlier = tables.attemptEnds
        .of(runId)
        .filter((end) => end.taskNo === taskNo && end.attemptNo >= row.attemptNo - row.tries - row.lost)
        .flatMap(({ dispatchedAt }) => dispatchedAt ?? []);
      const first = row.attemptNo > 1 && earlier.length > 0 ? Math.min(...earlier) : row.dispatchedAt;
      const now = tables.machine.now();
      return {
        tries: row.tries,
        ruleTries: row.onTries ?? [],
        lost: row.lost,
        attempt: row.attemptNo,
        stopReason: row.stopAt === undefined ? undefined : row.reason,
        elapsedMs: first === undefined ? 0 : now - first,
        remainingMs: row.deadlineAt === undefined ? undefined : row.deadlineAt - now,
      };
    },
  };
}
