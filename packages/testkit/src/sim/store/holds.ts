/** Runs that wait, and their release (store/src/engine/holds.ts). */
import { type HeldRun, type ReleasedRun, RUN_STATE_CODES as RUN, type StartedRuns } from '@carillon/core';
import type { ResolvedPlan } from '@carillon/store';
import { later } from './guards.ts';
import type { Operations } from './operation.ts';
import type { HoldRow } from './rows.ts';
import { isOpen } from './schedules.ts';
import { factsOfRequest, startRoots, startSolo } from './starts.ts';
import type { Tables } from './tables.ts';

const PACE_MS = 100;
const SAVED_MS = 1_000;
const PER_SECOND = SAVED_MS / PACE_MS;

export function holdRuns(tables: Tables, holds: readonly ResolvedPlan['holds'][number][]): void {
  for (const { run, kind, scheduleKey, reason } of holds) {
    tables.runs.insert(run.id, {
      ...factsOfRequest(run.request, tables.machine.now()),
      id: run.id,
      state: RUN.queued,
      open: 1,
      failed: 0,
      priority: run.priority,
      phase: 0,
      uncompensated: false,
      endsAs: undefined,
      reason,
      dueAt: undefined,
      heldDueAt: undefined,
      pausedAt: undefined,
    });
    const { tenantKey } = run.request.scope;
    const logicalTime = run.request.logicalTime?.getTime() as number;
    tables.holds.insert(run.id, { runId: run.id, kind, tenantKey, scheduleKey, logicalTime });
  }
}

/** Overlaps before what catches up, the older one first. */
const inLine = (a: HoldRow, b: HoldRow): number =>
  Number(a.kind === 'catch_up') - Number(b.kind === 'catch_up') || a.logicalTime - b.logicalTime;

export function createHolds(tables: Tables): Operations<'releasable' | 'release'> {
  const { machine, holds, runs, schedules } = tables;

  const allows = (scheduleKey: number): boolean => schedules.get(scheduleKey)?.definition.overlap === 'allow';
  /** Nothing that runs keeps its line waiting. */
  const lineMoves = (scheduleKey: number): boolean => {
    const schedule = schedules.get(scheduleKey);
    return !schedule || allows(scheduleKey) || !isOpen(tables, schedule.lastRunId);
  };
  const lineOf = (scheduleKey: number): readonly HoldRow[] =>
    [...holds.values()].filter((hold) => hold.scheduleKey === scheduleKey).sort(inLine);
  const mayStart = (hold: HoldRow): boolean =>
    lineMoves(hold.scheduleKey) && (allows(hold.scheduleKey) || lineOf(hold.scheduleKey)[0] === hold);
  const isPaced = (tenantKey: number): boolean => (tables.paces.get(tenantKey)?.freeAt ?? 0) > machine.now() - PACE_MS;

  const heldOf = (hold: HoldRow): readonly HeldRun[] => {
    const run = runs.get(hold.runId);
    if (!run) return [];
    const { tenantKey, projectKey, environmentKey, workflowKey, versionKey, logicalTime } = run;
    const { triggerKind, actor, priority, params } = run;
    return [
      {
        runId: hold.runId,
        kind: hold.kind,
        scheduleKey: hold.scheduleKey,
        scope: { tenantKey, projectKey, environmentKey },
        workflowKey,
        versionKey,
        logicalTime,
        triggerKind,
        actor,
        priority,
        params,
        createdAt: new Date(run.createdAt),
      },
    ];
  };

  /** As many of those that catch up as their tenants' pace allows. */
  const withinPace = (released: readonly ReleasedRun[]): readonly ReleasedRun[] => {
    const room = new Map<number, number>();
    const roomOf = (tenantKey: number): number => {
      const saved = machine.now() - SAVED_MS;
      const pace = tables.paces.get(tenantKey) ?? tables.paces.insert(tenantKey, { tenantKey, freeAt: saved });
      tables.paces.update(pace, { freeAt: Math.max(pace.freeAt, saved) });
      return Math.max(0, Math.floor(((machine.now() - pace.freeAt) / SAVED_MS) * PER_SECOND));
    };
    return released.filter(({ held }) => {
      if (held.kind !== 'catch_up') return true;
      const { tenantKey } = held.scope;
      const left = room.get(tenantKey) ?? roomOf(tenantKey);
      room.set(tenantKey, left - 1);
      return left > 0;
    });
  };

  const start = (released: readonly ReleasedRun[]): StartedRuns => {
    const solo = released.filter(({ run }) => run.solo);
    const graph = released.filter(({ run }) => !run.solo);
    for (const { run } of solo) runs.delete(run.id);
    for (const { run } of graph) {
      const row = runs.get(run.id);
      const dueAt = later(machine.now(), run.runTimeoutMs);
      if (row) runs.update(row, { state: RUN.running, reason: undefined, open: run.sinks, dueAt });
    }
    const solos = startSolo(
      tables,
      solo.map(({ run }) => run),
      solo.map(({ held }) => held.createdAt.getTime()),
    );
    const graphs = startRoots(
      tables,
      graph.map(({ run }) => run),
    );
    return { made: new Set(released.map(({ run }) => run.id)), leased: [...solos.leased, ...graphs.leased] };
  };

  return {
    releasable(limit) {
      if (holds.size === 0) return [];
      const turns = new Map<string, number>();
      const heads = [...new Set(Array.from(holds.values(), ({ scheduleKey }) => scheduleKey))]
        .filter(lineMoves)
        .flatMap((scheduleKey) => lineOf(scheduleKey).slice(0, allows(scheduleKey) ? limit : 1))
        .filter(({ kind, tenantKey }) => kind === 'overlap' || !isPaced(tenantKey))
        .sort(inLine);
      return heads
        .filter(({ kind, tenantKey }) => {
          const turn = (turns.get(`${kind}/${tenantKey}`) ?? 0) + 1;
          turns.set(`${kind}/${tenantKey}`, turn);
          return kind === 'overlap' || turn <= PER_SECOND;
        })
        .flatMap(heldOf)
        .slice(0, limit);
    },

    release(asked) {
      const paced = withinPace(asked);
      // All are judged before any goes, as one statement does it.
      const taken = paced.filter(({ run }) => {
        const hold = holds.get(run.id);
        return hold !== undefined && runs.get(run.id)?.state === RUN.queued && mayStart(hold);
      });
      for (const { held, run } of taken) {
        holds.delete(run.id);
        const schedule = schedules.get(held.scheduleKey ?? 0);
        if (schedule) schedules.update(schedule, { lastRunId: run.id });
        const pace = held.kind === 'catch_up' ? tables.paces.get(held.scope.tenantKey) : undefined;
        if (pace) tables.paces.update(pace, { freeAt: pace.freeAt + PACE_MS });
      }
      return taken.length === 0 ? { made: new Set(), leased: [] } : start(taken);
    },
  };
}
