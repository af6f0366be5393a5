/** Runs and ends made up from a seed, as the engine would ask the store for them. */
import {
  type GraphCompletion,
  type NewRun,
  type Placement,
  type Plan,
  type PlanTask,
  type Scope,
  TASK_STATE_CODES as TASK,
} from '@carillon/core';
import { newRunId } from '@carillon/runtime';
import type { Chances } from '../chances.ts';

export const SCOPE: Scope = { tenantKey: 1, projectKey: 1, environmentKey: 1 };
export const HOUR_MS = 3_600_000;

export interface Catalogue {
  readonly plans: readonly Plan[];
  readonly versionKeys: readonly number[];
}

/** Runs under way, as the operations are made up from them. */
export interface Known {
  readonly id: string;
  readonly plan: Plan;
  readonly versionKey: number;
}

const NO_PLACE: Placement = {
  state: 'pending',
  laneKey: 1,
  rank: 0,
  sessionKey: undefined,
  input: undefined,
  timeoutMs: undefined,
  dueMs: undefined,
  reason: undefined,
};

/** Hardly ever the same twice: rows of one rank are claimed in an order that only the heap of PostgreSQL knows. */
const rank = (chances: Chances): number => chances.below(1_000_000);

export const placed = (chances: Chances, sessions: readonly number[]): Placement => {
  const state = chances.pick(['queued', 'starting', 'queued', 'waiting'] as const);
  return {
    ...NO_PLACE,
    state,
    rank: rank(chances),
    sessionKey: state === 'starting' ? chances.pick(sessions) : undefined,
    timeoutMs: chances.pick([undefined, HOUR_MS]),
    dueMs: chances.pick([undefined, -1_000, HOUR_MS]),
    reason: state === 'waiting' ? { code: 'NOT_DUE' } : undefined,
  };
};

export const newRun = (
  { plans, versionKeys }: Catalogue,
  chances: Chances,
  sessions: readonly number[],
): Known & { readonly run: NewRun } => {
  const index = chances.below(plans.length);
  const plan = plans[index] as Plan;
  const versionKey = versionKeys[index] as number;
  const id = newRunId();
  const key = chances.happens(0.3) ? `key ${chances.below(4)}` : undefined;
  const run: NewRun = {
    id,
    request: {
      scope: SCOPE,
      workflowKey: 1,
      versionKey,
      params: { n: chances.below(3) },
      logicalTime: undefined,
      triggerKind: 'api',
      actor: 'li',
      ...(key ? { idempotency: { principal: 'li', route: 'runs', key, bodyHash: new Uint8Array([1]) } } : {}),
    },
    priority: 50,
    runTimeoutMs: chances.pick([undefined, -1_000, HOUR_MS]),
    solo: plan.solo,
    sinks: plan.sinks,
    roots: plan.roots.map((taskNo) => {
      const isFused = (plan.tasks[taskNo] as PlanTask).fused;
      return { ...(isFused || chances.happens(0.5) ? placed(chances, sessions) : NO_PLACE), taskNo, fused: isFused };
    }),
  };
  return { id, plan, versionKey, run };
};

export const completionOf = (
  known: Known,
  taskNo: number,
  state: number,
  by: GraphCompletion['by'],
  chances: Chances,
  sessions: readonly number[],
): GraphCompletion => {
  const task = known.plan.tasks[taskNo] as PlanTask;
  const failed = state === TASK.failed;
  const counts = {
    [TASK.success]: 'ok',
    [TASK.skipped]: 'skipped',
    [TASK.upstream_failed]: 'upstream_failed',
  } as const;
  return {
    runId: known.id,
    taskNo,
    by,
    state,
    startedAtMs: undefined,
    exitCode: failed ? 1 : undefined,
    reason: failed ? { code: 'EXIT_CODE' } : undefined,
    output: state === TASK.success ? `{"by":"${task.id}"}` : undefined,
    step: JSON.stringify({ task: task.id, to: state }),
    countsAs: failed && task.allowFailure ? 'ok' : (counts[state as 10] ?? 'failed'),
    failsRun: failed && !task.allowFailure,
    pausesRun: failed && !task.allowFailure && known.plan.failure === 'pause',
    sink: task.children.length === 0,
    children: task.children.map((no) => {
      const child = known.plan.tasks[no] as PlanTask;
      const isLeased = child.fused && chances.happens(0.5);
      return {
        taskNo: no,
        need: child.upstreams.length,
        fused: child.fused,
        laneKey: 1,
        rank: rank(chances),
        timeoutMs: child.attemptTimeoutMs,
        sessionKey: isLeased ? sessions[0] : undefined,
      };
    }),
  };
};
