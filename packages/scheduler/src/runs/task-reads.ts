/**
 * What expressions read of other tasks, fetched for one reader: of its own run only what it names. A turn of a loop
 * reads what its loop could, too: the parent's run is open as long as the turn is.
 */
import {
  type EngineStore,
  type ExpressionContext,
  type FinishedUpstream,
  givenContext,
  type PlanTask,
  type Reference,
  TASK_STATE_CODES,
  tasksOfTurn,
  type TaskScope,
  tasksRead,
  turnContext,
} from '@carillon/core';
import type { Contexts, RunFacts } from './contexts.ts';
import { hasLargeOutputs, withLargeOutputs } from './large-outputs.ts';
import type { CompiledVersion, Versions } from './versions.ts';

type Reader = TaskScope & Partial<Pick<PlanTask, 'phase'>>;

interface Run {
  readonly facts: RunFacts;
  readonly version: CompiledVersion;
}

export interface TaskReads {
  /** @param reader in whose place the expressions stand */
  context(reader: Reader, run: Run, references: readonly Reference[]): Promise<ExpressionContext>;
}

export function createTaskReads(
  store: Pick<EngineStore, 'finishedTasks' | 'readArtifact'>,
  contexts: Contexts,
  versions: Pick<Versions, 'get'>,
): TaskReads {
  const own = async (
    reader: Reader,
    { facts, version }: Run,
    numbers: readonly number[],
    references: readonly Reference[],
  ) => {
    const found = numbers.length > 0 ? await store.finishedTasks(facts.runId, numbers) : [];
    const upstreams = hasLargeOutputs(found) ? await withLargeOutputs(store, facts.runId, found, references) : found;
    if (reader.phase === undefined || reader.phase === 'tasks')
      return contexts.expressionContext(facts, version, upstreams, reader);
    // It may read every main task, also one that never had its turn.
    const current = (await contexts.reread(facts.runId)) ?? facts;
    return contexts.expressionContext(current, version, withAbsent(upstreams, numbers), reader);
  };

  /** What the loop around a run adds, or a test was given; empty for a run that is neither, and for one whose loop is over. */
  const around = async (
    { facts, version }: Run,
    references: readonly Reference[],
  ): Promise<Pick<ExpressionContext, 'item' | 'index' | 'round' | 'tasks'>> => {
    const { turnOf: kind, given } = version.record.document;
    if (given) return givenContext(given);
    const { place } = facts;
    const parentFacts = kind && place && (await contexts.get(place.parentRunId));
    if (!parentFacts) return {};
    const parentVersion = await versions.get(parentFacts.versionKey);
    const loop = parentVersion.plan.tasks[place.parentNo];
    if (!loop) return {};
    const { item, index, round, tasks } = await context(
      loop,
      { facts: parentFacts, version: parentVersion },
      references,
    );
    return {
      ...(item !== undefined && { item }),
      ...(index !== undefined && { index }),
      ...(round !== undefined && { round }),
      ...turnContext(kind, place),
      tasks: { ...tasks, ...tasksOfTurn(kind, loop.name, place) },
    };
  };

  const context: TaskReads['context'] = async (reader, run, references) => {
    const { numbers, outside } = tasksRead(run.version.plan, reader, references);
    const [inner, outer] = [await own(reader, run, numbers, references), await around(run, outside)];
    return { ...inner, ...outer, tasks: { ...outer.tasks, ...inner.tasks } };
  };

  return { context };
}

function withAbsent(found: readonly FinishedUpstream[], numbers: readonly number[]): readonly FinishedUpstream[] {
  const absent = numbers.filter((no) => !found.some(({ taskNo }) => taskNo === no));
  const none = { attempt: 0, exitCode: undefined, reason: undefined, output: undefined };
  return [...found, ...absent.map((taskNo) => ({ taskNo, state: TASK_STATE_CODES.stopped, ...none }))];
}
