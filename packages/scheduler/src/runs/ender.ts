/** Ends runs whose last task is final, with the outputs that the workflow declares. */
import {
  type EndableRun,
  type EngineStore,
  ExpressionError,
  type Reason,
  references,
  resolveValue,
  type RunEnd,
} from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import type { Contexts } from './contexts.ts';
import type { Versions } from './versions.ts';

export interface Ender {
  end(runs: readonly EndableRun[], shard: number): Promise<void>;
}

export function createEnder(
  store: Pick<EngineStore, 'endRuns' | 'finishedTasks' | 'firstFailed'>,
  versions: Versions,
  contexts: Contexts,
  log: Logger,
): Ender {
  const outputOf = async (runId: string): Promise<string | undefined> => {
    const facts = await contexts.get(runId);
    if (!facts) return undefined;
    const version = await versions.get(facts.versionKey);
    const { outputs } = version.plan;
    if (Object.keys(outputs).length === 0) return undefined;
    try {
      const numbers = [...references({ value: outputs }).tasks].flatMap((id) => version.plan.byId.get(id)?.no ?? []);
      const context = await contexts.expressionContext(facts, version, await store.finishedTasks(runId, numbers));
      return JSON.stringify(resolveValue(outputs, context));
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      // The tasks are done; an output that cannot be made does not undo them.
      log.info({ runId, problem: error.message }, 'outputs of the run could not be made');
      return undefined;
    }
  };

  const failureOf = async (runId: string): Promise<Reason> => {
    const [taskNo, facts] = await Promise.all([store.firstFailed(runId), contexts.get(runId)]);
    const task = taskNo === undefined || !facts ? undefined : (await versions.get(facts.versionKey)).plan.tasks[taskNo];
    return { code: 'TASK_FAILED', ...(task ? { params: { task: task.id } } : {}) };
  };

  return {
    async end(runs, shard) {
      const ends: RunEnd[] = [];
      for (const { runId, failed } of runs) {
        ends.push({
          runId,
          output: failed ? undefined : await outputOf(runId),
          reason: failed ? await failureOf(runId) : undefined,
        });
      }
      await store.endRuns(ends, shard);
    },
  };
}
