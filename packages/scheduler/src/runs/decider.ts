/**
 * Decides on pending task runs whose counters moved and that the store could not start by counting alone:
 * trigger rules, conditions, expressions, types without a worker. A decision holds only while the row is as
 * it was seen; one that a crash swallows is taken again by the healer.
 */
import {
  type ChildProgress,
  type Decision,
  type EngineStore,
  evaluateCondition,
  ExpressionError,
  expressionFailed,
  groupAgainst,
  groupEnd,
  isChosen,
  judge,
  type Leased,
  type ParentKey,
  type PlanTask,
  type Reason,
  references,
  said,
  TASK_STATE_CODES,
  taskStateOf,
} from '@carillon/core';
import type { Dispatcher } from '../dispatcher.ts';
import type { Room } from '../queues/room.ts';
import type { Sessions } from '../sessions.ts';
import type { Contexts, RunFacts } from './contexts.ts';
import { byRow, type Ending, stepOf } from './ending.ts';
import { hasLargeOutputs, withLargeOutputs } from './large-outputs.ts';
import type { Leases, SessionLease } from './leases.ts';
import type { Placer } from './placing.ts';
import { writeDivided } from './refused.ts';
import type { CompiledVersion } from './versions.ts';

/** The upstream by which a task run became impossible, where this node has just seen it fail. */
export type Causes = (runId: string, taskNo: number) => string | undefined;

export interface Decider {
  decide(version: CompiledVersion, touched: readonly ChildProgress[], causes?: Causes): Promise<void>;
}

export interface DeciderParts {
  readonly store: Pick<EngineStore, 'promote' | 'finishedTasks' | 'readArtifact'>;
  readonly sessions: Sessions;
  readonly dispatcher: Pick<Dispatcher, 'queued'>;
  readonly leases: Leases;
  readonly room: Pick<Room, 'giveBack'>;
  readonly placer: Placer;
  readonly contexts: Contexts;
  readonly end: (ending: Ending) => void;
  /** A task run will be due in so many milliseconds. */
  readonly dueIn: (ms: number) => void;
  /** These wait for child runs, none of which has been started. */
  readonly onExpanded: (parents: readonly ParentKey[]) => void;
}

export function createDecider(parts: DeciderParts): Decider {
  const { store, sessions, dispatcher, leases, room, placer, contexts, end, dueIn, onExpanded } = parts;

  /** What the switches above a task run mean for it; nothing is known of one that has not ended. */
  const choiceOf = async (
    { plan }: CompiledVersion,
    task: PlanTask,
    { runId, need }: ChildProgress,
  ): Promise<'chosen' | 'undecided' | { readonly against: string }> => {
    // A person may have freed it of its upstreams.
    if (task.switches.length === 0 || need === 0) return 'chosen';
    const ended = await store.finishedTasks(runId, task.switches);
    const against = ended.find(
      ({ state, output }) => state === TASK_STATE_CODES.success && !isChosen(output, task.name),
    );
    if (against) return { against: (plan.tasks[against.taskNo] as PlanTask).id };
    return ended.length < task.switches.length ? 'undecided' : 'chosen';
  };

  /** How it ends where the condition that is its rule does not hold over its direct upstreams, all of them final. */
  const ruleAgainst = async (
    version: CompiledVersion,
    task: PlanTask,
    facts: RunFacts,
  ): Promise<Pick<Ending, 'state' | 'reason'> | undefined> => {
    const { ruleWhen, upstreams } = task;
    if (ruleWhen === undefined) return undefined;
    const found = await store.finishedTasks(facts.runId, upstreams);
    try {
      const read = references({ condition: ruleWhen }).all;
      const ended = hasLargeOutputs(found) ? await withLargeOutputs(store, facts.runId, found, read) : found;
      if (evaluateCondition(ruleWhen, await contexts.expressionContext(facts, version, ended, task))) return undefined;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return { state: TASK_STATE_CODES.failed, reason: expressionFailed(error.said.message) };
    }
    return { state: TASK_STATE_CODES.skipped, reason: { code: 'RULE', params: { rule: shortened(ruleWhen) } } };
  };

  /** How the entry of its group ended, which a rule of its own must not hide, if that did not let the group run. */
  const closedGate = async (
    { gate, part }: PlanTask,
    { runId, need }: ChildProgress,
  ): Promise<Pick<Ending, 'state' | 'reason'> | undefined> => {
    // A person may have freed it of its upstreams.
    if (gate === undefined || need === 0) return undefined;
    const [entry] = await store.finishedTasks(runId, [gate]);
    const against = entry && groupAgainst(taskStateOf(entry.state), part);
    return against && { state: TASK_STATE_CODES[against], reason: entry.reason };
  };

  /** What to do with one task run; undefined when nothing, or when it has been ended. */
  const decideOne = async (
    version: CompiledVersion,
    child: ChildProgress,
    causes: Causes,
  ): Promise<Decision | undefined> => {
    const task = version.plan.tasks[child.taskNo] as PlanTask;
    const { runId, taskNo } = child;
    const seenDone = doneOf(child);
    const by = { kind: 'decision', seenState: TASK_STATE_CODES.pending, seenDone } as const;
    const ending = { runId, taskNo, version, by, early: seenDone < child.need };
    // Before its rule, which may be met early: how a task run ends must not depend on which upstream ended first.
    const choice = await choiceOf(version, task, child);
    if (choice === 'undecided') return undefined;
    if (choice !== 'chosen') {
      const reason: Reason = { code: 'BRANCH', params: { task: choice.against } };
      end({ ...ending, state: TASK_STATE_CODES.skipped, reason });
      return undefined;
    }
    const verdict = judge(task.rule, child);
    if (verdict === 'wait') return undefined;
    const closed = verdict === 'run' && task.rule === 'all_success' ? undefined : await closedGate(task, child);
    if (closed) {
      end({ ...ending, ...closed });
      return undefined;
    }
    if (task.part === 'end') {
      const { state, reason } = groupEnd(child, causes(runId, taskNo));
      end({ ...ending, state: TASK_STATE_CODES[state], reason });
      return undefined;
    }
    if (verdict !== 'run') {
      end({ ...ending, state: TASK_STATE_CODES[verdict], reason: reasonOf(verdict, task, causes(runId, taskNo)) });
      return undefined;
    }
    const facts = await contexts.get(runId);
    if (!facts) return undefined; // The run ended meanwhile.
    // A person may have freed it of its upstreams.
    const against = child.need > 0 ? await ruleAgainst(version, task, facts) : undefined;
    if (against) {
      end({ ...ending, ...against });
      return undefined;
    }
    const placed = await placer.place(task, facts, version);
    if (placed.kind === 'end') {
      end({
        ...ending,
        state: placed.state,
        reason: placed.reason,
        output: placed.output && JSON.stringify(placed.output),
      });
      return undefined;
    }
    const { placement } = placed;
    const step = placement.state === 'waiting' ? stepOf(task, 0, 'waiting', placement.reason) : undefined;
    return { ...placement, runId, taskNo, seenDone, step };
  };

  const promote = async (version: CompiledVersion, decisions: readonly Decision[]): Promise<void> => {
    let moved: readonly (Leased & { readonly sessionKey: number | undefined })[] = [];
    try {
      await writeDivided(
        [...decisions].sort(byRow),
        async (some) => {
          moved = [...moved, ...(await store.promote(some))];
        },
        (decision) => end(refused(version, decision)),
      );
    } finally {
      giveBack(decisions, moved);
    }
    const leased = moved.filter((row): row is SessionLease => row.sessionKey !== undefined);
    await leases.send(
      leased,
      new Map(decisions.map((decision) => [decision.runId, version])),
      new Map(decisions.map((decision) => [`${decision.runId}/${decision.taskNo}`, decision])),
    );
    onExpanded(moved.filter(({ taskNo }) => version.plan.tasks[taskNo]?.expands));
    for (const decision of decisions) {
      if (decision.dueMs !== undefined) dueIn(decision.dueMs);
      if (decision.state === 'queued') dispatcher.queued(decision.laneKey);
    }
  };

  /** Room that was promised to task runs which had changed meanwhile, or that were never written. */
  const giveBack = (decisions: readonly Decision[], moved: readonly { runId: string; taskNo: number }[]): void => {
    const kept = new Set(moved.map((row) => `${row.runId}/${row.taskNo}`));
    for (const decision of decisions) {
      if (decision.sessionKey === undefined || kept.has(`${decision.runId}/${decision.taskNo}`)) continue;
      const worker = sessions.byKey(decision.sessionKey);
      if (worker) room.giveBack(worker, decision.laneKey);
    }
  };

  return {
    async decide(version, touched, causes = () => undefined) {
      const decisions: Decision[] = [];
      try {
        for (const child of touched) {
          const decision = await decideOne(version, child, causes);
          if (decision) decisions.push(decision);
        }
      } catch (error) {
        giveBack(decisions, []);
        throw error;
      }
      if (decisions.length > 0) await promote(version, decisions);
    },
  };
}

/** What its expressions came to is nothing that the store can keep. */
function refused(version: CompiledVersion, { runId, taskNo, seenDone }: Decision): Ending {
  const by = { kind: 'decision', seenState: TASK_STATE_CODES.pending, seenDone } as const;
  const reason = expressionFailed(said`the store refuses the result`);
  return { runId, taskNo, version, by, state: TASK_STATE_CODES.failed, reason, early: true };
}

/** A condition as reasons and explanations show it. */
const shortened = (condition: string): string => (condition.length <= 200 ? condition : `${condition.slice(0, 199)}…`);

function reasonOf(verdict: 'skipped' | 'upstream_failed', task: PlanTask, cause: string | undefined): Reason {
  if (verdict === 'skipped') return { code: 'RULE', params: { rule: task.rule } };
  return { code: 'UPSTREAM', params: { rule: task.rule, ...(cause === undefined ? {} : { task: cause }) } };
}

/** The number of upstreams that have ended; together with the state it identifies what a decision saw. */
function doneOf(progress: Pick<ChildProgress, 'ok' | 'failed' | 'upstreamFailed' | 'skipped'>): number {
  return progress.ok + progress.failed + progress.upstreamFailed + progress.skipped;
}
