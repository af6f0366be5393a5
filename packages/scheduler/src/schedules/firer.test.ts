import {
  compileSchedule,
  type FirePlan,
  NO_CALENDARS,
  type ScheduleClaim,
  type ScheduleDocument,
} from '@carillon/core';
import { createLogger } from '@carillon/runtime';
import { expect, it } from 'vitest';
import type { CompiledClaim } from './compiler.ts';
import { createFirer, type FirerParts } from './firer.ts';

const TIMES = 4_000;
const definition: ScheduleDocument = { every: '1s' };
const schedule = compileSchedule(definition, { key: 'p/w/s', calendars: NO_CALENDARS });

const due = (count: number): CompiledClaim[] =>
  Array.from({ length: count }, (_, key) => ({ claim: { key, id: `${key}`, definition } as ScheduleClaim, schedule }));

/** Every plan has as many rows as an outage of an hour or so leaves. */
function firer(fire: FirerParts['store']['fire'], clock: Partial<Pick<FirerParts, 'isHalted'>> = {}) {
  return createFirer({
    store: { fire, noteFailure: async () => false },
    planner: {
      async prepare(compiled) {
        const decision = { logicalTime: 0, startAt: 0, outcome: 'merged', reason: 'catch_up', notes: [] } as const;
        const entries = Array.from({ length: TIMES }, (_, i) => ({ decision: { ...decision, logicalTime: i } }));
        return { compiled, runs: [], plan: { schedule: compiled.claim, entries, claimMs: 0 } as unknown as FirePlan };
      },
    },
    starter: { started: async () => undefined, release: () => undefined },
    stopper: { deliver: async () => undefined },
    clock: { now: () => 0 },
    isHalted: () => false,
    onFired: () => undefined,
    onAwaited: () => undefined,
    log: createLogger({ name: 'test', level: 'fatal' }),
    ...clock,
  });
}

it('what an outage left of hundreds of schedules goes into the ledger in transactions of a bounded size', async () => {
  const sizes: number[] = [];
  const fired = new Set<number>();
  const { lost } = await firer(async (plans) => {
    sizes.push(plans.reduce((sum, { entries }) => sum + entries.length, 0));
    for (const plan of plans) fired.add(plan.schedule.key);
    return { outcomes: new Map(), early: new Set(), started: { made: new Set(), leased: [] }, awaited: [], stops: [] };
  }).fire(due(20));
  expect(Math.max(...sizes)).toBeLessThan(10_000 + TIMES);
  expect([...fired]).toEqual(due(20).map(({ claim }) => claim.key));
  expect(lost).toHaveLength(20);
});

it('what was planned when the clock stepped is not written, and waits', async () => {
  const refuse = () => Promise.reject(new Error('written'));
  const claims = due(3);
  const batch = await firer(refuse, { isHalted: () => true }).fire(claims);
  expect(batch).toEqual({ again: claims, early: [], lost: [] });
});
