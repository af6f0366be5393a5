/** Writing the tables that only grow. */
import type { Reason } from '@carillon/core';
import type { RunFactsRow, RunRow, TaskRow } from './rows.ts';
import type { Tables } from './tables.ts';

export interface Ended {
  readonly state: number;
  readonly exitCode?: number | undefined;
  readonly reason?: Reason | undefined;
  /** JSON text. */
  readonly output?: string | undefined;
}

const parsed = (text: string | undefined) => (text === undefined ? undefined : JSON.parse(text));

export function noteTaskEnd(tables: Tables, row: TaskRow, { state, exitCode, reason, output }: Ended): void {
  const { runId, taskNo, attemptNo, attemptId, fence, sessionKey, dispatchedAt } = row;
  tables.taskEnds.append({
    runId,
    taskNo,
    state,
    attemptNo,
    attemptId,
    fence,
    sessionKey,
    dispatchedAt,
    endedAt: tables.machine.now(),
    seenAt: tables.machine.elapsed(),
    exitCode,
    reason,
    output: parsed(output),
  });
}

const NO_ATTEMPT = {
  attemptNo: undefined,
  attemptId: undefined,
  fence: undefined,
  sessionKey: undefined,
  exitCode: undefined,
};

/** @param attempt of a one-task run, whose history is that of its task */
export function noteRunEnd(
  tables: Tables,
  run: { readonly id: string; readonly facts: RunFactsRow },
  { state, exitCode, reason, output }: Ended,
  attempt?: TaskRow,
): void {
  const { versionKey, workflowKey, tenantKey, projectKey, environmentKey } = run.facts;
  const { createdAt, logicalTime, triggerKind, actor, params, rerunOf } = run.facts;
  tables.runEnds.insert(run.id, {
    id: run.id,
    versionKey,
    workflowKey,
    tenantKey,
    projectKey,
    environmentKey,
    createdAt,
    logicalTime,
    triggerKind,
    actor,
    params,
    rerunOf,
    state,
    endedAt: tables.machine.now(),
    seenAt: tables.machine.elapsed(),
    reason,
    output: parsed(output),
    ...NO_ATTEMPT,
    ...(attempt && {
      attemptNo: attempt.attemptNo,
      attemptId: attempt.attemptId,
      fence: attempt.fence,
      sessionKey: attempt.sessionKey,
      exitCode,
    }),
  });
}

export interface Happened {
  readonly steps: readonly string[];
  readonly runState?: number;
  readonly actor?: string;
}

export function noteEvent(tables: Tables, runId: string, { steps, runState, actor }: Happened): void {
  tables.events.append({ runId, at: tables.machine.now(), actor, runState, steps });
}

/** By run, one event row each. */
export function noteSteps(
  tables: Tables,
  moved: readonly { readonly runId: string; readonly step: string | undefined }[],
): void {
  const byRun = new Map<string, string[]>();
  for (const { runId, step } of moved) {
    if (step === undefined) continue;
    const steps = byRun.get(runId);
    if (steps) steps.push(step);
    else byRun.set(runId, [step]);
  }
  for (const [runId, steps] of byRun) noteEvent(tables, runId, { steps });
}

export const factsOfRun = (row: RunRow): { readonly id: string; readonly facts: RunFactsRow } => ({
  id: row.id,
  facts: row,
});
