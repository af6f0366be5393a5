/** What follows the last task of a phase: the tasks of the next one, or the end of the run with its declared outputs. */
import {
  type ChildProgress,
  type EndableRun,
  type EngineStore,
  ExpressionError,
  type LaneRecord,
  nextPhase,
  OUTERMOST,
  phaseCode,
  phaseOf,
  type Reason,
  references,
  resolveValue,
  type RunEnd,
  type RunEndState,
  runStateOf,
} from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import { createCompensator } from './compensator.ts';
import type { Contexts } from './contexts.ts';
import { createTaskReads } from './task-reads.ts';
import type { CompiledVersion, Versions } from './versions.ts';

/** A run that goes on with the tasks of a later phase. */
export interface EnteredPhase {
  readonly version: CompiledVersion;
  readonly roots: readonly ChildProgress[];
}

export interface Ender {
  /** Ends them, or lets them enter their next phase; its first tasks are to be decided on. */
  end(runs: readonly EndableRun[], shard: number): Promise<readonly EnteredPhase[]>;
}

export function createEnder(
  store: Pick<
    EngineStore,
    | 'endRuns'
    | 'enterPhase'
    | 'finishedTasks'
    | 'firstFailed'
    | 'compensationEnds'
    | 'failCompensation'
    | 'readArtifact'
  >,
  versions: Versions,
  contexts: Contexts,
  log: Logger,
): Ender {
  const compensator = createCompensator(store);
  const reads = createTaskReads(store, contexts, versions);

  const outputOf = async (runId: string): Promise<string | undefined> => {
    const facts = await contexts.get(runId);
    if (!facts) return undefined;
    const version = await versions.get(facts.versionKey);
    const { outputs } = version.plan;
    if (Object.keys(outputs).length === 0) return undefined;
    try {
      const context = await reads.context(OUTERMOST, { facts, version }, references({ value: outputs }).all);
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

  const endOf = async (run: EndableRun): Promise<RunEnd> => {
    const { runId, failed } = run;
    const state = stateOf(run);
    return {
      runId,
      failed,
      output: state === 'success' ? await outputOf(runId) : undefined,
      reason: state === 'failed' ? await failureOf(runId) : undefined,
    };
  };

  const enterNext = async (run: EndableRun): Promise<EnteredPhase | undefined> => {
    const { runId, failed } = run;
    const facts = await contexts.get(runId);
    if (!facts) return undefined; // The run ended meanwhile.
    const version = await versions.get(facts.versionKey);
    const phase = phaseOf(run.phase);
    const undoing = await compensator.next(run, version, { phase, end: stateOf(run) });
    if ('roots' in undoing) return undoing;
    const to = nextPhase(version.plan, { phase, end: undoing.end });
    const plan = to && version.plan.later[to];
    if (!to || !plan) return undefined;
    const roots = plan.roots.map((taskNo) => ({ taskNo, laneKey: (version.lanes[taskNo] as LaneRecord).key }));
    const entry = { runId, from: run.phase, to: phaseCode(to), open: plan.sinks, failed, roots };
    // Nobody there: another node has let it enter, or it was paused, stopped or marked.
    return { version, roots: await store.enterPhase(entry) };
  };

  return {
    async end(runs, shard) {
      const ends: RunEnd[] = [];
      const entered: EnteredPhase[] = [];
      for (const run of runs) {
        const phase = await enterNext(run);
        if (phase) entered.push(phase);
        else ends.push(await endOf(run));
      }
      if (ends.length > 0) await store.endRuns(ends, shard);
      return entered;
    },
  };
}

/** What a run ends as that has nothing to do any more. */
function stateOf({ failed, endsAs }: EndableRun): RunEndState {
  if (endsAs !== undefined) return runStateOf(endsAs) as RunEndState;
  return failed ? 'failed' : 'success';
}
