/** I8: tasks start when their upstreams allow it, in the order of commits, and runs end as their tasks say. */
import { type Counters, judge, type TriggerRule } from '@carillon/core';
import {
  type Check,
  type EventFact,
  groupBy,
  type History,
  type RunFact,
  type TaskFact,
  type Violation,
} from './history.ts';

/** What says that a task run has begun. */
const BEGUN: ReadonlySet<string> = new Set(['running', 'waiting', 'retrying', 'success', 'failed']);
const FINAL: ReadonlySet<string> = new Set(['success', 'failed', 'stopped', 'upstream_failed', 'skipped']);
const [FAILED, STOPPED] = [11, 12];

/** A person took ends back, or changed how they count: what was decided before was decided on other grounds. */
export const isMeddledWith = (run: RunFact, happened: readonly EventFact[]): boolean =>
  run.triggerKind === 'rerun' ||
  happened.some(({ steps }) => steps.some(({ to, reason }) => to === 'pending' || reason?.code === 'MARKED'));

function countersOf(task: TaskFact, tasks: readonly TaskFact[], states: ReadonlyMap<string, string>): Counters {
  const counters = { need: task.upstreams.length, ok: 0, failed: 0, upstreamFailed: 0, skipped: 0 };
  for (const no of task.upstreams) {
    const upstream = tasks[no] as TaskFact;
    const state = states.get(upstream.id);
    if (state === 'success' || (state === 'failed' && upstream.allowFailure)) counters.ok += 1;
    else if (state === 'failed' || state === 'stopped') counters.failed += 1;
    else if (state === 'upstream_failed') counters.upstreamFailed += 1;
    else if (state === 'skipped') counters.skipped += 1;
  }
  return counters;
}

function outOfOrder(run: RunFact, tasks: readonly TaskFact[], happened: readonly EventFact[]): readonly Violation[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const states = new Map<string, string>();
  const begun = new Set<string>();
  const violations: Violation[] = [];
  for (const { steps } of happened) {
    for (const { task: id, to } of steps) {
      const task = id === undefined ? undefined : byId.get(id);
      if (!task || id === undefined) continue;
      if (FINAL.has(states.get(id) ?? ''))
        violations.push({ check: 'I8', told: `${id} of ${run.id} went to ${to} after its end`, runId: run.id });
      // Ends of one transaction count at each other.
      if (BEGUN.has(to) && !begun.has(id)) {
        begun.add(id);
        const verdict = judge(task.rule as TriggerRule, countersOf(task, tasks, states));
        const allowed = to === 'failed' ? verdict !== 'wait' : verdict === 'run';
        if (!allowed)
          violations.push({
            check: 'I8',
            told: `${id} of ${run.id} began and its rule said ${verdict}`,
            runId: run.id,
          });
      }
      states.set(id, to);
    }
  }
  return violations;
}

/** A run fails when a task of it failed that was not allowed to, and ends as stopped when it was stopped. */
function wrongEnd(run: RunFact, tasks: readonly TaskFact[], history: Ends): readonly Violation[] {
  const ends = history.endsOf.get(run.id) ?? [];
  if (ends.length === 0 || run.state < 10) return [];
  const failed = ends.some(({ taskNo, state }) => state === FAILED && tasks[taskNo]?.allowFailure === false);
  const stopped = history.stopped.has(run.id);
  const right = stopped ? run.state === FAILED || run.state === STOPPED : run.state === (failed ? FAILED : 10);
  if (right) return [];
  return [
    { check: 'I8', told: `run ${run.id} ended as ${run.state}, its tasks say ${failed ? FAILED : 10}`, runId: run.id },
  ];
}

interface Ends {
  readonly endsOf: ReadonlyMap<string, History['taskEnds']>;
  readonly stopped: ReadonlySet<string>;
}

const STOPPING = 4;

export const ranInOrder: Check = (history) => {
  const eventsOf = groupBy(history.events, ({ runId }) => runId);
  const stopped = new Set(history.events.flatMap(({ runId, runState }) => (runState === STOPPING ? [runId] : [])));
  const ends = { endsOf: groupBy(history.taskEnds, ({ runId }) => runId), stopped };
  return history.runs.flatMap((run) => {
    const tasks = history.tasksOf(run.versionKey);
    const happened = eventsOf.get(run.id) ?? [];
    const order = isMeddledWith(run, happened) ? [] : outOfOrder(run, tasks, happened);
    return [...order, ...wrongEnd(run, tasks, ends)];
  });
};

/** Each task of a run that ended has one end, and nothing of it is left. */
export const endedWhole: Check = ({ runs, taskEnds }) => {
  const ended = new Map(runs.map((run) => [run.id, run.state >= 10]));
  return [...groupBy(taskEnds, ({ runId, taskNo }) => `${runId}/${taskNo}`)].flatMap(([key, some]) => {
    const runId = some[0]?.runId ?? '';
    if (!ended.has(runId)) return [{ check: 'I8', told: `${key} ended in no run`, runId }];
    return some.length > 1 ? [{ check: 'I8', told: `${key} ended ${some.length} times`, runId }] : [];
  });
};
