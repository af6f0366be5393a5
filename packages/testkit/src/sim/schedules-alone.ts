/** The model of the store with schedules alone: their runs take some time and end, and those that waited begin. */
import type { EngineStore, NewRun, ScheduleDocument, StartRequest } from '@carillon/core';
import { createTransactions, engineStoreOver } from './store/model.ts';
import { newSchedule } from './store/new-schedule.ts';
import type { FiringRow, ScheduleRow } from './store/rows.ts';
import { createTables } from './store/tables.ts';

export interface FiredRun {
  readonly id: string;
  readonly scheduleKey: number;
  readonly logicalTime: number;
}

export interface SchedulesAlone {
  now: number;
  readonly engine: EngineStore;
  keys(): readonly number[];
  schedule(key: number): ScheduleRow | undefined;
  ledgerOf(key: number): readonly FiringRow[];
  /** Takes a row away, as a store that lost it. */
  forget(key: number, logicalTime: number): void;
  runs(): readonly FiredRun[];
  add(key: number, definition: ScheduleDocument): void;
  pause(key: number): Promise<void>;
  resume(key: number, catchUp: boolean): Promise<void>;
  /** What the repairer and the releaser do: runs end, waiting ones start, fixed delays are due. */
  settle(runMs: () => number): Promise<void>;
  nextDue(): number | undefined;
}

const SCOPE = { tenantKey: 1, projectKey: 1, environmentKey: 1 };
const BY = { actor: 'test' };
const DONE = { state: 10, startedAtMs: undefined, exitCode: undefined, reason: undefined, output: '{}', step: '{}' };

/** A run of one task that waits, and so can be ended without an attempt. */
export function waitingRun(id: string, request: StartRequest): NewRun {
  const place = {
    state: 'waiting',
    laneKey: 1,
    rank: 0,
    sessionKey: undefined,
    input: undefined,
    timeoutMs: undefined,
  } as const;
  const root = { ...place, dueMs: undefined, reason: undefined, taskNo: 0, fused: false };
  return { id, request, priority: 50, runTimeoutMs: undefined, solo: true, sinks: 1, roots: [root] };
}

export function createSchedulesAlone(start: number): SchedulesAlone {
  const machine = { now: () => model.now, elapsed: () => model.now, newUuid: () => '' };
  const tables = createTables(machine);
  const endsAt = new Map<string, number>();
  const engine = engineStoreOver(createTransactions(tables), async (_, run) => run(), {
    hint: async () => undefined,
    onHint: async () => async () => undefined,
  });
  const idOf = (key: number): string => tables.schedules.get(key)?.id ?? '';

  const endDue = async (runMs: () => number): Promise<void> => {
    for (const { runId } of tables.tasks.all()) {
      const at = endsAt.get(runId) ?? model.now + runMs();
      endsAt.set(runId, at);
      if (at > model.now) continue;
      const by = { kind: 'decision', seenState: 4, seenDone: 0 } as const;
      await engine.finishSolo([{ runId, taskNo: 0, by, ...DONE }], 0);
    }
  };

  const model: SchedulesAlone = {
    now: start,
    engine,
    keys: () => tables.schedules.entries().map(([key]) => key),
    schedule: (key) => tables.schedules.get(key),
    ledgerOf: (key) => [...(tables.firings.get(key)?.values() ?? [])],
    forget: (key, logicalTime) => void tables.firings.get(key)?.delete(logicalTime),
    runs: () =>
      [
        ...Array.from(tables.runs.values(), (run) => ({ id: run.id, facts: run })),
        ...Array.from(tables.tasks.all()).flatMap(({ runId, solo }) => (solo ? [{ id: runId, facts: solo }] : [])),
        ...Array.from(tables.runEnds.values(), (run) => ({ id: run.id, facts: run })),
      ].map(({ id, facts }) => ({
        id,
        scheduleKey: facts.workflowKey,
        logicalTime: facts.logicalTime?.getTime() ?? Number.NaN,
      })),
    add(key, definition) {
      tables.deployments.insert(`${key}/1`, { versionKey: 1, paused: false });
      tables.schedules.insert(
        key,
        newSchedule({ key, definition, workflow: `workflow_${key}`, workflowKey: key, at: start }),
      );
    },
    async pause(key) {
      if (tables.schedules.get(key)?.state === 'enabled') await engine.pauseSchedule(SCOPE, idOf(key), BY);
    },
    async resume(key, catchUp) {
      await engine.resumeSchedule(SCOPE, idOf(key), { ...BY, catchUp });
    },
    async settle(runMs) {
      await endDue(runMs);
      const held = await engine.releasable(100);
      await engine.release(held.map((one) => ({ held: one, run: waitingRun(one.runId, one) })));
      await engine.wakeSchedules(100);
    },
    nextDue() {
      const times = Array.from(tables.schedules.values()).flatMap(({ state, dueAt }) =>
        state === 'enabled' ? (dueAt ?? []) : [],
      );
      return times.length === 0 ? undefined : Math.min(...times);
    },
  };
  return model;
}
