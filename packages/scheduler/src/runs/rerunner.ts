/** Runs finished runs again: whole as any new run, else as one that keeps a part of the old one. */
import {
  type EngineStore,
  type FinishedRun,
  type HeldStart,
  planRerun,
  type RerunPlan,
  type RerunRequest,
  type RerunResult,
  type StartRequest,
  type TaskRunState,
  type TenantScope,
} from '@carillon/core';
import { type Clock, newRunId } from '@carillon/runtime';
import type { Advancer } from './advancer.ts';
import type { Contexts } from './contexts.ts';
import { shardOfRun } from './flusher.ts';
import type { QueuedRuns } from './queued-runs.ts';
import { keepSlaTerms } from './sla-terms.ts';
import type { LimitBook } from '../limits/limit-book.ts';
import type { Starter } from './starter.ts';
import type { CompiledVersion, Versions } from './versions.ts';

export interface Rerunner {
  rerun(scope: TenantScope, runId: string, request: RerunRequest): Promise<RerunResult>;
}

export interface RerunnerParts {
  readonly store: Pick<EngineStore, 'finishedRun' | 'startRerun' | 'idempotent' | 'promise'>;
  readonly versions: Versions;
  readonly contexts: Pick<Contexts, 'remember' | 'forget'>;
  readonly starter: Pick<Starter, 'startPlain'>;
  readonly advancer: Advancer;
  readonly book: Pick<LimitBook, 'ofRun'>;
  readonly queued: Pick<QueuedRuns, 'enter'>;
  readonly clock: Clock;
}

export function createRerunner(parts: RerunnerParts): Rerunner {
  const { store, versions, contexts, starter, advancer, book, queued, clock } = parts;
  return {
    async rerun(scope, runId, request) {
      const old = await store.finishedRun(scope, runId);
      if (old === undefined) return { kind: 'not_found' };
      if (old === 'open') return { kind: 'still_open' };
      if (old.partOf !== undefined) return { kind: 'part', of: old.partOf };
      const start = startOf(runId, old, request);
      const version = await versions.get(start.versionKey);
      const { selection } = request;
      // A run of one task has nothing to keep but by a mark, or of its children.
      const keeps = selection.kind === 'mark' || (selection.kind === 'failed' && version.plan.tasks[0]?.expands);
      if (selection.kind === 'all' || (version.plan.solo && !keeps)) return starter.startPlain(start);
      const before = await versions.get(old.versionKey);
      const plan = planRerun(version.plan, byId(before, old), selection);
      if ('problem' in plan) return plan;
      const resumed = selection.kind === 'failed' ? resumedIn(version, before, old, plan) : new Map();
      const written = await queued.enter(scope, 1);
      return startPartly(start, version, before, { plan, resumed }).finally(written);
    },
  };

  function startOf(runId: string, old: FinishedRun, request: RerunRequest): StartRequest {
    const { idempotency } = request;
    return {
      scope: old.scope,
      workflowKey: old.workflowKey,
      versionKey: request.versionKey ?? old.versionKey,
      params: request.params ?? old.params,
      logicalTime: old.logicalTime,
      triggerKind: 'rerun',
      actor: request.actor,
      rerunOf: runId,
      ...(idempotency ? { idempotency } : {}),
    };
  }

  /** Limits of runs hold it like any other run. */
  async function heldStart(id: string, start: StartRequest, version: CompiledVersion): Promise<HeldStart | undefined> {
    return book.ofRun(
      contexts.remember({
        runId: id,
        ...start,
        ...start.scope,
        rerunOf: start.rerunOf,
        priority: start.priority,
        mainEnd: undefined,
        createdAt: new Date(clock.now()),
      }),
      version,
    );
  }

  async function startPartly(
    start: StartRequest,
    version: CompiledVersion,
    before: CompiledVersion,
    { plan, resumed }: { readonly plan: RerunPlan; readonly resumed: ReadonlyMap<number, number> },
  ): Promise<RerunResult> {
    const id = newRunId();
    const priority = version.record.document.priority ?? 50;
    const held = await heldStart(id, start, version);
    const run = { id, request: start, priority, runTimeoutMs: version.plan.runTimeoutMs, held };
    await keepSlaTerms(store, version, { ...start, ...start.scope, runId: id, createdAt: new Date(clock.now()) });
    const lanes = version.lanes.map((lane) => lane.key);
    const made = await store.startRerun({ run, plan, lanes, oldNumbers: oldNumbers(version, before, plan), resumed });
    if (!made) {
      const earlier = await store.idempotent(start);
      return earlier?.sameBody ? { kind: 'replayed', runId: earlier.runId } : { kind: 'key_reused' };
    }
    // The granter lets it go on.
    if (held) return { kind: 'started', runId: id };
    const rows = plan.pending.map((row) => ({ ...row, runId: id, state: 0 }));
    await advancer.decide(version, rows);
    if (plan.open <= 0)
      await advancer.endRuns([{ runId: id, failed: plan.failed > 0, phase: 0, endsAs: undefined }], shardOfRun(id));
    contexts.forget(id);
    return { kind: 'started', runId: id };
  }
}

function byId({ plan }: CompiledVersion, old: FinishedRun): ReadonlyMap<string, TaskRunState> {
  return new Map([...old.ends].flatMap(([no, state]) => (plan.tasks[no] ? [[plan.tasks[no].id, state] as const] : [])));
}

/** What did not succeed although some of its children may have: they are not run again. */
function resumedIn(
  version: CompiledVersion,
  before: CompiledVersion,
  old: FinishedRun,
  plan: RerunPlan,
): ReadonlyMap<number, number> {
  return new Map(
    plan.pending.flatMap(({ taskNo }) => {
      const task = version.plan.tasks[taskNo];
      const oldNo = task?.expands && before.plan.byId.get(task.id)?.no;
      return oldNo !== undefined && old.ends.get(oldNo) !== 'success' ? [[taskNo, oldNo] as const] : [];
    }),
  );
}

function oldNumbers(version: CompiledVersion, before: CompiledVersion, plan: RerunPlan): ReadonlyMap<number, number> {
  return new Map(
    plan.kept.flatMap(({ taskNo }) => {
      const old = before.plan.byId.get(version.plan.tasks[taskNo]?.id ?? '');
      return old ? [[taskNo, old.no] as const] : [];
    }),
  );
}
