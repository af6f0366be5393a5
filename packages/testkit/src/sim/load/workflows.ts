/** What simulated clusters run: the shapes of graphs, and how the work of their tasks goes. */
import type { EngineVersion, QueueRecord, ScheduleDocument, TaskDocument, WorkflowDocument } from '@carillon/core';
import type { Attempt } from '@carillon/worker';
import type { Chances } from '../chances.ts';
import type { Work } from '../world/sim-worker.ts';
import { EPOCH } from '../world/sim-world.ts';

const LEASE_MS = 14_000;

/** Kinds of work, by the script that asks for them. */
const KINDS: Readonly<Record<string, (chances: Chances, attempt: number) => Work>> = {
  short: (chances) => ({ ms: chances.between(0, 1_500), end: 'success', termMs: 5 }),
  long: (chances) => ({ ms: chances.between(0, 3 * LEASE_MS), end: 'success', termMs: chances.between(0, 2_000) }),
  /** Does not listen to TERM. */
  stubborn: (chances) => ({ ms: chances.between(0, 2 * LEASE_MS), end: 'success', termMs: 600_000 }),
  flaky: (chances, attempt) => ({
    ms: chances.between(0, 2_000),
    end: attempt < 2 || chances.happens(0.3) ? 'failed' : 'success',
    termMs: 50,
  }),
  failing: (chances) => ({ ms: chances.between(0, 500), end: 'not_retryable', termMs: 5 }),
  sometimes: (chances) => ({
    ms: chances.between(0, 800),
    end: chances.happens(0.2) ? 'failed' : 'success',
    termMs: 5,
  }),
};

export function workOf(chances: Chances, { assignment, task }: Attempt): Work {
  const kind = KINDS[task.definition.with['script'] as string] ?? KINDS['short'];
  return (kind as (typeof KINDS)[string])(chances, assignment.attempt);
}

const task = (script: string, more: Partial<TaskDocument> = {}): TaskDocument => ({
  type: 'shell',
  with: { script },
  ...more,
});
const retry = { max: 2, backoff: 'fixed', initial: '2s' } as const;

type Shape = Pick<WorkflowDocument, 'tasks'> & Partial<WorkflowDocument>;

const SHAPES: Readonly<Record<string, Shape>> = {
  single: { tasks: { only: task('short') } },
  single_long: { tasks: { only: task('long', { retry }) } },
  single_flaky: { tasks: { only: task('flaky', { retry }) } },
  chain: {
    tasks: {
      first: task('short'),
      second: task('sometimes', { needs: ['first'], retry }),
      third: task('short', { needs: ['second'] }),
    },
  },
  fan: {
    tasks: {
      split: task('short'),
      a: task('short', { needs: ['split'] }),
      b: task('long', { needs: ['split'], retry }),
      c: task('failing', { needs: ['split'], allowFailure: true }),
      d: task('flaky', { needs: ['split'], retry }),
      join: task('short', { needs: ['a', 'b', 'c', 'd'] }),
    },
  },
  rules: {
    tasks: {
      ok: task('short'),
      bad: task('failing'),
      any: task('short', { needs: ['ok', 'bad'], rule: 'one_success' }),
      done: task('short', { needs: ['ok', 'bad'], rule: 'all_done' }),
      never: task('short', { needs: ['bad'] }),
      after: task('short', { needs: ['never', 'any'], rule: 'none_failed' }),
    },
  },
  fail_fast: {
    failure: 'stop',
    tasks: { quick: task('failing'), slow: task('stubborn'), later: task('short', { needs: ['slow'] }) },
    onFailure: { alarm: task('short') },
    finally: { close: task('short') },
  },
  careful: {
    failure: 'pause',
    tasks: { a: task('sometimes'), b: task('long'), c: task('short', { needs: ['a', 'b'], rule: 'all_done' }) },
    finally: { close: task('sometimes', { retry }) },
  },
  waiting: {
    tasks: {
      nap: { type: 'wait', with: { for: '5s' } },
      work: task('short', { needs: ['nap'] }),
      none: { type: 'noop', needs: ['work'] },
    },
    timeout: '10m',
  },
  // One signal is for one of the two.
  signalled: {
    tasks: {
      mine: { type: 'wait', with: { signal: 'go', expires: '90s' } },
      yours: { type: 'wait', with: { signal: 'go', expires: '90s' } },
      work: task('short', { needs: ['mine', 'yours'], rule: 'all_done' }),
    },
  },
  promising: {
    sla: { startBy: '5s', finishBy: '30s' },
    tasks: { a: task('long', { retry }), b: task('short', { needs: ['a'], sla: { finishBy: '20s' } }) },
  },
  narrow: {
    tasks: {
      one: task('short', { concurrency: { max: 2 }, retry }),
      two: task('long', { needs: ['one'], concurrency: { max: 1 }, retry }),
    },
  },
  saga: {
    tasks: {
      book: task('short', { compensate: task('short') }),
      charge: task('sometimes', { needs: ['book'], compensate: task('flaky', { retry }) }),
      pack: task('long', { needs: ['book'], compensate: task('short'), retry }),
      ship: task('sometimes', { needs: ['charge', 'pack'] }),
    },
    finally: { tell: task('short') },
  },
  urgent: { queue: 'urgent', priority: 80, tasks: { a: task('short'), b: task('short', { needs: ['a'] }) } },
  batch: {
    queue: 'batch',
    priority: 20,
    tasks: { one: task('long', { retry }), two: task('short'), three: task('short', { priority: 60 }) },
  },
  bounded: {
    tasks: {
      quick: task('long', {
        timeout: { attempt: '20s', queue: '2m' },
        retry: { max: 1, backoff: 'fixed', initial: '1s' },
      }),
      next: task('short', { needs: ['quick'], rule: 'all_done' }),
    },
    timeout: '2m',
  },
};

/** Shares of the workers, of which one is small and one is never below a half. */
export const QUEUES: readonly QueueRecord[] = [
  { minShare: '50%', name: 'urgent' },
  { maxShare: '40%', weight: 2, name: 'batch' },
].map((document) => ({
  document: { kind: 'Queue', project: 'default', ...document },
  number: 1,
  pausedAt: undefined,
  pausedBy: undefined,
  pauseReason: undefined,
}));

export const SHAPE_NAMES: readonly string[] = Object.keys(SHAPES);

export interface PlannedSchedule {
  readonly workflow: string;
  readonly definition: ScheduleDocument;
  /** When it fires, worked out by hand: the check of the ledger asks no code of the platform. Undefined: its runs decide. */
  readonly times: { readonly firstMs: number; readonly everyMs: number } | undefined;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const each = (everyMs: number, firstMs = everyMs) => ({ firstMs, everyMs });

/** Something like three hundred firings an hour, from midnight in UTC. */
export const SCHEDULES: readonly PlannedSchedule[] = [
  { workflow: 'chain', definition: { cron: '*/2 * * * *' }, times: each(2 * MINUTE) },
  {
    workflow: 'single_long',
    definition: { cron: '15,45 * * * * *', overlap: 'queue_one' },
    times: each(30 * SECOND, 15 * SECOND),
  },
  {
    workflow: 'single',
    definition: { cron: '*/2 * * * *', overlap: 'allow', misfire: { policy: 'ignore' } },
    times: each(2 * MINUTE),
  },
  { workflow: 'fan', definition: { cron: '*/3 * * * *', overlap: 'cancel_running' }, times: each(3 * MINUTE) },
  {
    workflow: 'single_flaky',
    definition: { cron: '*/5 * * * *', overlap: 'queue_all', misfire: { policy: 'fire_all', window: '1h' } },
    times: each(5 * MINUTE),
  },
  {
    workflow: 'bounded',
    definition: { every: '4m', overlap: 'terminate_running', jitter: '10s' },
    times: each(4 * MINUTE),
  },
  // Five hours and three quarters ahead: its clocks show a sixth minute when it is three past one here.
  {
    workflow: 'waiting',
    definition: { cron: '*/6 * * * *', timezone: 'Asia/Kathmandu', overlap: 'skip' },
    times: each(6 * MINUTE, 3 * MINUTE),
  },
  { workflow: 'rules', definition: { delay: '3m' }, times: undefined },
  { workflow: 'promising', definition: { cron: '*/2 * * * *', overlap: 'allow' }, times: each(2 * MINUTE) },
  {
    workflow: 'narrow',
    definition: { cron: '20 */2 * * * *', overlap: 'allow' },
    times: each(2 * MINUTE, 20 * SECOND),
  },
  { workflow: 'signalled', definition: { cron: '30 * * * * *', overlap: 'allow' }, times: each(MINUTE, 30 * SECOND) },
];

/** Milliseconds of the times of a schedule, from the beginning of a history until then. */
export function timesOf(key: number, until: number): readonly number[] | undefined {
  const times = SCHEDULES[key - 1]?.times;
  if (!times) return undefined;
  const expected: number[] = [];
  for (let at = EPOCH + times.firstMs; at <= until; at += times.everyMs) expected.push(at);
  return expected;
}

/** Each shape as a version of its own, keyed from 1 in the order of their names. */
export const VERSIONS: readonly EngineVersion[] = Object.entries(SHAPES).map(([name, shape], i) => ({
  key: i + 1,
  id: `00000000-0000-7000-8000-${String(i + 1).padStart(12, '0')}`,
  workflowKey: i + 1,
  number: 1,
  hash: name,
  document: { kind: 'Workflow', name, project: 'default', ...shape },
  files: {},
  source: '',
  author: 'simulation',
  message: '',
  createdAt: new Date(EPOCH),
  project: 'default',
  workflow: name,
  tenant: 'default',
  projectKey: 1,
}));

export const versionOf = (workflow: string): EngineVersion => {
  const version = VERSIONS.find((one) => one.workflow === workflow);
  if (!version) throw new Error(`the simulation knows no workflow ${workflow}`);
  return version;
};
