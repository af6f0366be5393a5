/** Ends runs whose last task is final, with the outputs that the workflow declares. */
import { type EngineStore, ExpressionError, references, resolveValue } from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import type { Contexts } from './contexts.ts';
import type { Versions } from './versions.ts';

export interface Ender {
  end(runIds: readonly string[], shard: number): Promise<void>;
}

export function createEnder(
  store: Pick<EngineStore, 'endRuns' | 'finishedTasks'>,
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

  return {
    async end(runIds, shard) {
      const ends = [];
      for (const runId of runIds) ends.push({ runId, output: await outputOf(runId) });
      await store.endRuns(ends, shard);
    },
  };
}
