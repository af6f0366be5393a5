import { compileSchedule, LATE_MS, NO_CALENDARS, type ScheduleClaim, type ScheduleDocument } from '@carillon/core';
import { expect, it } from 'vitest';
import type { CompiledVersion } from '../runs/versions.ts';
import type { PreparedRun } from '../runs/run-preparer.ts';
import type { CompiledClaim } from './compiler.ts';
import { createPlanner, type PlannerParts } from './planner.ts';

const MINUTE = 60_000;
const DUE = Date.parse('2026-05-04T10:00:00Z');
const definition: ScheduleDocument = { cron: '* * * * *', overlap: 'allow' };
const compiled: CompiledClaim = {
  schedule: compileSchedule(definition, { key: 'p/w/s', calendars: NO_CALENDARS }),
  claim: {
    definition,
    nextFireAt: new Date(DUE),
    dueAt: new Date(DUE),
    floor: new Date(DUE - MINUTE),
    scope: {},
  } as ScheduleClaim,
};
const version = { record: { document: {} } } as unknown as CompiledVersion;

/** Five seconds before its time; `now` moves it. Parameters tell when they were resolved. */
function planner() {
  let now = DUE - 5_000;
  const planner = createPlanner({
    store: { heldTimes: async () => [] },
    versions: { get: async () => version, peek: () => version },
    contexts: {
      runParams: async (_version: unknown, _given: unknown, { createdAt }: { createdAt: Date }) => ({
        startedAt: createdAt.toISOString(),
        resolvedAt: now,
      }),
    } as unknown as PlannerParts['contexts'],
    queued: { isFull: async () => false },
    starter: {
      prepare: async (request) => ({ run: { id: 'run', request } }) as unknown as PreparedRun,
      release: () => undefined,
    },
    clock: { now: () => now },
    lookAheadMs: 5_000,
    claimMs: 10_000,
  });
  return { planner, at: (time: number) => (now = time) };
}

const started = async (prepared: ReturnType<ReturnType<typeof planner>['planner']['prepare']>) => {
  const { plan, runs } = await prepared;
  return { decisions: plan.entries.map(({ decision }) => decision), params: runs.map(({ run }) => run.request.params) };
};

it('a firing on time is what was rehearsed, as of its due time', async () => {
  const { planner: rehearsing, at } = planner();
  await rehearsing.rehearse(compiled);
  at(DUE + 300);
  const { decisions, params } = await started(rehearsing.prepare(compiled));
  expect(decisions).toMatchObject([{ logicalTime: DUE, outcome: 'fired', reason: 'on_time', run: 'at_once' }]);
  expect(params).toEqual([{ startedAt: '2026-05-04T10:00:00.000Z', resolvedAt: DUE - 5_000 }]);
});

it.each([
  ['late', LATE_MS + 1, [{ logicalTime: DUE, reason: 'late' }]],
  ['so late that the next time has come', MINUTE, [{ logicalTime: DUE }, { logicalTime: DUE + MINUTE }]],
])('a firing that is %s is planned anew', async (_, lateness, decisions) => {
  const { planner: rehearsing, at } = planner();
  await rehearsing.rehearse(compiled);
  at(DUE + lateness);
  const fired = await started(rehearsing.prepare(compiled));
  expect(fired.decisions).toMatchObject(decisions);
  expect(fired.params[0]).toMatchObject({ resolvedAt: DUE + lateness });
});

it('an edit makes another claim, to which the rehearsal is nothing', async () => {
  const { planner: rehearsing, at } = planner();
  await rehearsing.rehearse(compiled);
  at(DUE);
  const { params } = await started(rehearsing.prepare({ ...compiled, claim: { ...compiled.claim } }));
  expect(params).toMatchObject([{ resolvedAt: DUE }]);
});
