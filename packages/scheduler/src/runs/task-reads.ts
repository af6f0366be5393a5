/** What expressions read of other tasks, fetched for one reader: of its own run only what it names. */
import {
  type EngineStore,
  type ExpressionContext,
  type FinishedUpstream,
  type PlanTask,
  type Reference,
  TASK_STATE_CODES,
  type TaskScope,
  tasksRead,
} from '@carillon/core';
import type { Contexts, RunFacts } from './contexts.ts';
import type { CompiledVersion } from './versions.ts';

export interface TaskReads {
  /** @param reader in whose place the expressions stand */
  context(
    reader: TaskScope & Partial<Pick<PlanTask, 'phase'>>,
    run: { readonly facts: RunFacts; readonly version: CompiledVersion },
    references: readonly Reference[],
  ): Promise<ExpressionContext>;
}

export function createTaskReads(store: Pick<EngineStore, 'finishedTasks'>, contexts: Contexts): TaskReads {
  return {
    async context(reader, { facts, version }, references) {
      const { numbers } = tasksRead(version.plan, reader, references);
      const upstreams = numbers.length > 0 ? await store.finishedTasks(facts.runId, numbers) : [];
      if (reader.phase === undefined || reader.phase === 'tasks')
        return contexts.expressionContext(facts, version, upstreams, reader);
      // It may read every main task, also one that never had its turn.
      const current = (await contexts.reread(facts.runId)) ?? facts;
      return contexts.expressionContext(current, version, withAbsent(upstreams, numbers), reader);
    },
  };
}

function withAbsent(found: readonly FinishedUpstream[], numbers: readonly number[]): readonly FinishedUpstream[] {
  const absent = numbers.filter((no) => !found.some(({ taskNo }) => taskNo === no));
  const none = { attempt: 0, exitCode: undefined, reason: undefined, output: undefined };
  return [...found, ...absent.map((taskNo) => ({ taskNo, state: TASK_STATE_CODES.stopped, ...none }))];
}
