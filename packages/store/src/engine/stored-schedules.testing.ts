// Workflows with a schedule each, and the plans that fire them, so that a test names only what it is about.
import {
  ANY_WORKER,
  type FiringDecision,
  type FirePlan,
  type NewRun,
  type ScheduleClaim,
  type ScheduleDocument,
  type WorkflowDocument,
} from '@carillon/core';
import { createLogger, newRunId, newUuid } from '@carillon/runtime';
import { openStore } from '../open-store.ts';
import type { OwnDatabase } from '../own-database.testing.ts';

export const TENANT = { tenantKey: 1 };
const PLACE = { ...TENANT, environmentKey: 1 };
export const EVERY_MINUTE: ScheduleDocument = { cron: '* * * * *', timezone: 'UTC' };
export const SECOND = 1_000;
const LANE = { queue: 'default', group: 'default', capability: 'noop', selector: ANY_WORKER, resources: {} };
const OWNER = { projectKey: 1, project: 'default', tenant: 'default' };

export const later = (time: Date, ms = 60 * SECOND): Date => new Date(time.getTime() + ms);

export const decision = (at: Date, more: Partial<FiringDecision> = {}): FiringDecision => ({
  logicalTime: at.getTime(),
  startAt: at.getTime(),
  outcome: 'merged',
  reason: 'catch_up',
  notes: [],
  ...more,
});

export function planOf(schedule: ScheduleClaim, entries: FirePlan['entries']): FirePlan {
  const next = schedule.nextFireAt as Date;
  return {
    schedule,
    entries,
    released: undefined,
    nextFireAt: later(next),
    dueAt: later(next),
    heldFrom: undefined,
    floor: next,
    ended: false,
    claimMs: 0,
  };
}

/** `close` drops the database. */
export async function openStoredSchedules(database: OwnDatabase) {
  const log = createLogger({ name: 'store', level: 'error' });
  const store = await openStore({ url: database.url, applicationName: 'test', log });

  const query = async (text: string, values: readonly unknown[] = []) =>
    (await store.database.api.query(text, [...values])).rows;

  /** A workflow with a schedule whose next time is so many milliseconds from now and whose floor is long ago. */
  async function scheduled(name: string, dueInMs: number, definition = EVERY_MINUTE): Promise<ScheduleClaim> {
    const document: WorkflowDocument = { kind: 'Workflow', name, project: 'default', tasks: { a: { type: 'noop' } } };
    const schedules = [{ name: 'default', definition, nextFireAt: undefined }];
    const version = { document, files: {}, source: '', hash: newUuid().replaceAll('-', ''), author: 'a', message: '' };
    await store.catalog.apply(PLACE, [{ ...version, schedules }]);
    const next = new Date(Math.floor(await store.engine.now()) + dueInMs);
    await query(
      `update schedule set floor = now() - interval '1 day', next_fire_at = $2, due_at = $2
       where workflow_key = (select key from workflow where name = $1)`,
      [name, next],
    );
    return claimOf(name);
  }

  /** As a claim would give it, without taking it. */
  async function claimOf(name: string): Promise<ScheduleClaim> {
    const [row] = await query(
      `select s.key, s.id, s.workflow_key, d.version_key, s.definition, s.next_fire_at, s.due_at, s.floor, s.passed_until, s.held_from
       from schedule s join workflow w on w.key = s.workflow_key join deployment d on d.workflow_key = w.key where w.name = $1`,
      [name],
    );
    return {
      key: row.key,
      id: row.id,
      project: 'default',
      workflow: name,
      name: 'default',
      scope: { ...PLACE, projectKey: 1 },
      workflowKey: row.workflow_key,
      versionKey: row.version_key,
      definition: row.definition,
      nextFireAt: row.next_fire_at,
      dueAt: row.due_at,
      floor: row.floor,
      passedUntil: row.passed_until ?? undefined,
      heldFrom: row.held_from ?? undefined,
      lastEnd: undefined,
    };
  }

  const fire = (schedule: ScheduleClaim) =>
    store.engine.fire([planOf(schedule, [{ decision: decision(schedule.nextFireAt as Date) }])]);

  /** A run of one ready task, as the starter would prepare it. */
  async function newRun(schedule: ScheduleClaim, logicalTime: Date): Promise<NewRun> {
    const { key: laneKey } = await store.engine.lane(LANE, OWNER);
    const { scope, workflowKey, versionKey } = schedule;
    const place = { state: 'queued', laneKey, rank: 1, taskNo: 0, fused: true } as const;
    const nothing = {
      sessionKey: undefined,
      input: undefined,
      timeoutMs: undefined,
      dueMs: undefined,
      reason: undefined,
    };
    return {
      id: newRunId(),
      request: { scope, workflowKey, versionKey, params: {}, logicalTime, triggerKind: 'schedule', actor: 'schedule' },
      priority: 50,
      runTimeoutMs: undefined,
      solo: true,
      sinks: 1,
      roots: [{ ...place, ...nothing, deadlineMs: undefined }],
    };
  }

  /** Fires the schedule's next time with a run; its id. */
  async function fireRun(name: string, how: 'at_once' | 'paced' = 'at_once'): Promise<string> {
    const schedule = await claimOf(name);
    const at = schedule.nextFireAt as Date;
    const run = await newRun(schedule, at);
    const fires = decision(at, { outcome: 'fired', reason: 'on_time', run: how });
    const fired = await store.engine.fire([planOf(schedule, [{ decision: fires, run }])]);
    if (fired.outcomes.size !== 1 || !fired.outcomes.has(schedule.key))
      throw new Error(`${name} was not fired, or not alone`);
    return run.id;
  }

  return {
    store,
    query,
    scheduled,
    claimOf,
    fire,
    newRun,
    fireRun,
    stop: (runId: string) => store.engine.stop(TENANT, runId, { actor: 'test', reason: { code: 'STOPPED_BY_USER' } }),
    stateOf: async (runId: string) => (await store.queries.run(TENANT, runId))?.state,

    /** No schedule is left, and no run. */
    async clear(): Promise<void> {
      await query('truncate schedule, firing, deployment, run, run_hold, task_run, catch_up_pace');
    },

    async close(): Promise<void> {
      await store.close();
      await database.drop();
    },
  };
}
