/**
 * Months of virtual time with the real ticker, planner and firer of several servers over a model of the store.
 * Servers stop, start, pause and have wrong clocks, the store's clock steps, statements fail before and after their
 * commit, people pause and resume: at the end each logical time stands in the ledger exactly once (G1).
 */
import {
  type CalendarTable,
  compileSchedule,
  type NewRun,
  previewFirings,
  type Schedule,
  type ScheduleDocument,
} from '@carillon/core';
import { createLogger, newRunId } from '@carillon/runtime';
import { createSchedulesAlone, type SchedulesAlone, waitingRun } from '@carillon/testkit/sim';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTicker } from '../loops/ticker.ts';
import type { PreparedRun } from '../runs/run-preparer.ts';
import type { CompiledVersion } from '../runs/versions.ts';
import { type CompiledClaim, createScheduleCompiler } from './compiler.ts';
import { createFirer } from './firer.ts';
import { createPlanner } from './planner.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2026-02-15T00:00:00Z');
const LENGTH = 60 * DAY; // Past the daylight-saving changes of America and Europe.
const log = createLogger({ name: 'simulation', level: 'silent' });

const BUSY_WEEK: CalendarTable = {
  name: 'busy-week',
  version: 1,
  years: { 2026: 'f'.repeat(92) },
  freezes: [
    { from: Date.parse('2026-03-02T00:00Z'), to: Date.parse('2026-03-07T00:00Z') },
    { from: Date.parse('2026-04-01T12:00Z'), to: Date.parse('2026-04-01T18:30Z') },
  ],
  marks: {},
};
const CALENDARS = new Map([[BUSY_WEEK.name, BUSY_WEEK]]);

const BAG: readonly ScheduleDocument[] = [
  { cron: '30 2 * * *', timezone: 'America/New_York' },
  { cron: '0 */3 * * *', timezone: 'Europe/Berlin', overlap: 'allow', misfire: { policy: 'ignore' } },
  { cron: '15 4 * * *', overlap: 'queue_all', misfire: { policy: 'fire_all', window: '3d' }, freeze: 'busy-week' },
  { every: '7h', jitter: '2h', overlap: 'queue_one' },
  { every: '90m', freeze: 'busy-week', misfire: { policy: 'fire_once', window: '6h' } },
  { at: ['2026-02-20T08:00:00Z', '2026-03-01T08:00:00Z', '2026-03-31T23:59:59Z', '2026-05-30T00:00:00Z'] },
  { interval: 'R40/2026-02-16T00:00:00Z/P1D', overlap: 'cancel_running' },
  { delay: '5h', jitter: '10m' },
];

/** Uniform in [0, 1), the same for a seed. */
function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

const VERSION = { record: { document: {} } } as unknown as CompiledVersion;
const versions = { get: async () => VERSION, peek: () => VERSION };

function createServer(store: SchedulesAlone, chance: () => number, offset: () => number) {
  const clock = { now: () => store.now + offset() };
  const starter = {
    prepare: async (request: NewRun['request']) =>
      ({ run: waitingRun(newRunId(), request), version: VERSION }) as PreparedRun,
    started: async () => undefined,
    release: () => undefined,
  };
  const contexts = { runParams: async () => ({}) } as unknown as Parameters<typeof createPlanner>[0]['contexts'];
  const { engine } = store;
  const planner = createPlanner({
    queued: { isFull: async () => false },
    store: engine,
    versions,
    contexts,
    starter,
    clock,
    lookAheadMs: 5 * SECOND,
    claimMs: 10 * SECOND,
  });
  const unreliable: typeof engine.fire = async (plans) => {
    if (chance() < 0.02) throw new Error('connection terminated before the commit');
    const fired = await engine.fire(plans);
    if (chance() < 0.02) throw new Error('connection terminated before the answer');
    return fired;
  };
  const firer = createFirer({
    store: { fire: unreliable, noteFailure: engine.noteFailure },
    planner,
    starter,
    stopper: { deliver: async () => undefined },
    clock,
    isHalted: () => false,
    onFired: () => undefined,
    onAwaited: () => undefined,
    log,
  });
  const compiler = createScheduleCompiler({ tables: async () => CALENDARS });
  const rehearse = (claims: readonly CompiledClaim[]): void => {
    for (const claim of claims) void planner.rehearse(claim);
  };
  return createTicker({ store: engine, compiler, firer, rehearse, clock, isHalted: () => false, log });
}

async function simulate(seed: number): Promise<SchedulesAlone> {
  const chance = chances(seed);
  const upTo = (ms: number): number => Math.floor(chance() * ms);
  const store = createSchedulesAlone(START);
  BAG.forEach((definition, i) => store.add(i + 1, definition));
  const offsets = [0, 0, 0];
  const server = (i: number) => createServer(store, chance, () => offsets[i] ?? 0);
  const servers = offsets.map((_, i) => server(i));
  /** Until when each does nothing. */
  const restsUntil = offsets.map(() => 0);
  let latest = START;

  while (latest < START + LENGTH) {
    const due = store.nextDue() ?? latest + HOUR;
    const step = chance();
    if (step < 0.9) store.now = Math.max(store.now + upTo(2 * SECOND), Math.min(due + upTo(3 * SECOND), latest + HOUR));
    else if (step < 0.94) store.now += upTo(10 * MINUTE);
    else if (step < 0.945)
      store.now += upTo(3 * DAY); // The whole platform is away.
    else if (step < 0.97) store.now += upTo(5 * MINUTE) - 3 * MINUTE; // The store's clock steps.
    latest = Math.max(latest, store.now);
    offsets.forEach((_, i) => {
      const fate = chance();
      if (fate < 0.01)
        servers[i] = server(i); // Killed: what it had claimed is lost.
      else if (fate < 0.02)
        restsUntil[i] = store.now + upTo(2 * HOUR); // Frozen: it wakes with what it had claimed.
      else if (fate < 0.04)
        offsets[i] = upTo(20 * SECOND) - 10 * SECOND; // Its estimate of the time is wrong.
      else if (fate < 0.2) offsets[i] = upTo(40) - 20;
    });
    const key = 1 + upTo(BAG.length);
    const act = chance();
    if (act < 0.004) await store.pause(key);
    else if (act < 0.02) await store.resume(key, chance() < 0.3);
    await store.settle(() => upTo(6 * HOUR));
    const awake = servers.filter((_, i) => (restsUntil[i] ?? 0) <= store.now);
    await Promise.all(awake.map((each) => each.runOnce()));
  }

  // All is well again, and what is due is done.
  offsets.fill(0);
  store.now = latest + MINUTE;
  for (const key of store.keys()) await store.resume(key, false);
  const last = createServer(
    store,
    () => 1,
    () => 0,
  );
  for (let i = 0; i < 20; i++) {
    store.now += 3 * SECOND;
    await store.settle(() => 0);
    await last.runOnce();
  }
  return store;
}

function compiledOf(store: SchedulesAlone, key: number): Schedule {
  const { definition, project, workflow, name } = scheduleOf(store, key);
  return compileSchedule(definition, { key: `${project}/${workflow}/${name}`, calendars: CALENDARS });
}

function scheduleOf(store: SchedulesAlone, key: number) {
  const schedule = store.schedule(key);
  if (!schedule) throw new Error(`there is no schedule ${key}`);
  return schedule;
}

/** Where the ledger of a schedule is not what its logical times ask for. */
function faultsOf(store: SchedulesAlone, key: number): readonly string[] {
  const { definition } = scheduleOf(store, key);
  const told = (at: number): string => `${key}: ${new Date(at).toISOString()}`;
  const rows = store.ledgerOf(key).toSorted((a, b) => a.logicalTime - b.logicalTime);
  const faults: string[] = [];
  const runs = new Map(
    store
      .runs()
      .filter((run) => run.scheduleKey === key)
      .map((run) => [run.id, run.logicalTime]),
  );
  for (const { logicalTime, outcome, runId, heldUntil } of rows) {
    const needsRun = outcome === 'fired';
    if (needsRun && runId === undefined) faults.push(`${told(logicalTime)} fired without a run`);
    if (runId !== undefined && runs.get(runId) !== logicalTime) faults.push(`${told(logicalTime)} names a foreign run`);
    if (runId !== undefined) runs.delete(runId);
    if (heldUntil !== undefined && heldUntil < store.now) faults.push(`${told(logicalTime)} is held for ever`);
  }
  for (const at of runs.values()) faults.push(`${told(at)} has a run that the ledger does not know`);
  if (definition.delay !== undefined) return faults;
  const schedule = compiledOf(store, key);
  const seen = new Set<number>();
  let i = 0;
  for (const { at, startAt } of schedule.firings(START, store.now)) {
    if (startAt > store.now) break;
    while (i < rows.length && (rows[i]?.through ?? rows[i]?.logicalTime ?? 0) < at) i++;
    const row = rows[i];
    if (!row || row.logicalTime > at) faults.push(`${told(at)} is missing`);
    else seen.add(row.logicalTime);
  }
  for (const { logicalTime } of rows)
    if (!seen.has(logicalTime)) faults.push(`${told(logicalTime)} is no logical time`);
  return faults;
}

it('each logical time stands in the ledger once, whatever servers, clocks and people do for two months', async () => {
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      const store = await simulate(seed);
      for (const key of store.keys()) {
        expect(faultsOf(store, key)).toEqual([]);
        for (const { outcome, reason } of store.ledgerOf(key)) outcomes.add(`${outcome} ${reason}`);
      }
    }),
    { numRuns: 6 },
  );
  // It tried what it is about.
  expect([...outcomes].sort()).toEqual([
    'fired catch_up',
    'fired late',
    'fired on_time',
    'held freeze',
    'merged catch_up',
    'missed ignored',
    'missed outside_window',
    'paused paused',
    'skipped overlap',
  ]);
}, 120_000);

it('the check finds a time that was left out, and a run too many', async () => {
  const store = createSchedulesAlone(START);
  store.add(1, { cron: '0 0 * * *' });
  store.now = START + 3 * DAY;
  expect(faultsOf(store, 1)).toHaveLength(3);
  const ticker = createServer(
    store,
    () => 1,
    () => 0,
  );
  await ticker.runOnce();
  expect(faultsOf(store, 1)).toEqual([]);
  store.forget(1, START + DAY);
  expect(faultsOf(store, 1)).toEqual([`1: ${new Date(START + DAY).toISOString()} is missing`]);
});

it('two weeks of the ledger are the preview of them, byte for byte', async () => {
  const enumerable = BAG.filter(({ delay }) => delay === undefined);
  const from = Date.parse('2026-02-25T00:00:00Z');
  const until = from + 14 * DAY;
  const store = createSchedulesAlone(from - 1);
  enumerable.forEach((definition, i) => store.add(i + 1, definition));
  const ticker = createServer(
    store,
    () => 1,
    () => 0,
  );
  for (let due = store.nextDue(); due !== undefined && due <= until; due = store.nextDue()) {
    store.now = Math.max(store.now, due);
    await store.settle(() => MINUTE);
    await ticker.runOnce();
  }
  for (const key of store.keys()) {
    const ledger = store
      .ledgerOf(key)
      .map(({ logicalTime, startAt = logicalTime, outcome, notes }) =>
        JSON.stringify([
          new Date(logicalTime).toISOString(),
          new Date(startAt).toISOString(),
          outcome === 'held',
          notes,
        ]),
      );
    const preview = previewFirings(compiledOf(store, key), { from, until, count: 1_000 })
      .filter(({ startsAt }) => Date.parse(startsAt) <= until)
      .map(({ logicalTime, startsAt, held, notes }) =>
        JSON.stringify([
          new Date(logicalTime).toISOString(),
          new Date(startsAt).toISOString(),
          held !== undefined,
          notes,
        ]),
      );
    expect(ledger.length).toBeGreaterThan(0);
    expect(ledger.join('\n')).toBe(preview.join('\n'));
  }
});
