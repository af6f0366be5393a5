/** The checker is checked: a history that is right, and one for each way of being wrong. */
import { describe, expect, it } from 'vitest';
import { violationsOf } from './checks.ts';
import type { ChaosHistory } from './history.ts';

const [RUNNING, SUCCESS, FAILED, LOST] = [2, 10, 11, 16];
const [FIRST, SECOND] = ['attempt-1', 'attempt-2'];

const run = (id: string, more: Partial<ChaosHistory['runs'][number]> = {}): ChaosHistory['runs'][number] => ({
  id,
  state: SUCCESS,
  versionKey: 1,
  triggerKind: 'api',
  workflowKey: 1,
  logicalTime: undefined,
  attemptId: undefined,
  fence: undefined,
  seenAt: undefined,
  endedAt: undefined,
  ...more,
});
const fired = run('fired', {
  triggerKind: 'schedule',
  workflowKey: 2,
  versionKey: 2,
  logicalTime: 1_000,
  attemptId: 'attempt-0',
  fence: 1,
  seenAt: 2_000,
});

const firing = (logicalTime: number, more: Partial<ChaosHistory['firings'][number]> = {}) => ({
  scheduleKey: 1,
  logicalTime,
  through: undefined,
  outcome: 'skipped',
  reason: 'overlap',
  runId: undefined,
  ...more,
});

const end = (attemptId: string, fence: number, more: Partial<ChaosHistory['taskEnds'][number]> = {}) => ({
  runId: 'asked',
  taskNo: 0,
  state: SUCCESS,
  attemptNo: fence,
  attemptId,
  fence,
  reason: undefined,
  seenAt: 5_000,
  endedAt: 5_000,
  ...more,
});

const execution = (attemptId: string, fence: number, from: number, to: number) => ({
  runId: 'asked',
  taskNo: 0,
  attemptId,
  fence,
  worker: `worker-${fence}`,
  from,
  to,
  isExcused: false,
});

const task = (no: number, id: string, upstreams: readonly number[]) => ({
  no,
  id,
  rule: 'all_success',
  upstreams,
  allowFailure: false,
  isMain: true,
  undoes: undefined,
});

const [begin, next, last] = [
  { runId: 'asked', at: 1, runState: undefined, steps: [{ task: 'first', to: 'success' }] },
  { runId: 'asked', at: 2, runState: undefined, steps: [{ task: 'second', to: 'success' }] },
  { runId: 'asked', at: 3, runState: SUCCESS, steps: [] },
];
const firedEnd = { runId: 'fired', at: 4, runState: SUCCESS, steps: [] };
const lostEnd = end(FIRST, 2, { state: LOST });

const RIGHT: ChaosHistory = {
  schedules: [{ key: 1, name: 'each-second', overlap: 'skip', expected: [1_000, 2_000, 3_000, 4_000] }],
  firings: [
    firing(1_000, { outcome: 'fired', runId: 'fired' }),
    firing(2_000),
    firing(3_000, { outcome: 'merged', through: 4_000 }),
  ],
  runs: [fired, run('asked')],
  taskEnds: [end(SECOND, 3), end('attempt-3', 4, { taskNo: 1 })],
  attemptEnds: [lostEnd],
  events: [begin, next, last, firedEnd],
  executions: [
    execution(FIRST, 2, 1_000, 1_500),
    execution(SECOND, 3, 2_000, 3_000),
    { ...execution('attempt-3', 4, 3_500, 4_000), taskNo: 1 },
    { ...execution('attempt-0', 1, 1_000, 1_100), runId: 'fired' },
  ],
  requests: [{ key: 'k', runId: 'asked' }],
  runOfKey: new Map([['k', 'asked']]),
  keys: ['k', 'l'],
  signals: [],
  promises: [],
  notices: [],
  terms: [
    { name: 'healer', owner: 'one', term: 1 },
    { name: 'healer', owner: 'two', term: 2 },
  ],
  tasksOf: (versionKey) => (versionKey === 1 ? [task(0, 'first', []), task(1, 'second', [0])] : [task(0, 'only', [])]),
  slots: 2,
  mistakes: [],
  rested: true,
  limited: { runIds: new Set(['asked']), max: 1 },
  finished: new Set(['attempt-0', SECOND, 'attempt-3']),
  alertedRuns: new Set(),
  outbox: [
    { id: '5-1', runId: 'asked' },
    { id: '6-3', runId: 'asked' },
    { id: '7-2', runId: 'fired' },
  ],
  seen: [
    { id: '5-1', runId: 'asked' },
    { id: '6-3', runId: 'asked' },
    { id: '6-3', runId: 'asked' },
    { id: '7-2', runId: 'fired' },
  ],
  gaps: [],
  takes: [{ name: 'healer', at: 10, freeAt: 9 }],
  writes: [{ consumer: 'alerter', by: 'server_1', leader: 'server_1' }],
  slotsHeld: 0,
  troubles: [
    { what: 'store_crash', from: 1_000, to: 3_000 },
    { what: 'worker_cut', from: 1_000, to: 2_000 },
  ],
  survivors: [],
  openTransactions: [],
};

const WRONG: readonly (readonly [check: string, what: string, Partial<ChaosHistory>])[] = [
  ['I0', 'a server that ended by itself', { mistakes: ['server-1 ended by itself'] }],
  ['I1', 'two rows of one logical time', { firings: [...RIGHT.firings, firing(1_000)] }],
  ['I1', 'a run that no row tells of', { runs: [...RIGHT.runs, { ...fired, id: 'stray', attemptId: undefined }] }],
  ['I1', 'a row whose run is gone', { runs: [run('asked')] }],
  ['I2', 'a logical time without a row', { firings: RIGHT.firings.filter(({ logicalTime }) => logicalTime !== 2_000) }],
  ['I2', 'a row where nothing fires', { firings: [...RIGHT.firings, firing(1_500)] }],
  ['I3', 'an acknowledged run that is gone', { requests: [{ key: 'k', runId: 'gone' }] }],
  ['I3', 'a key that made two runs', { requests: [...RIGHT.requests, { key: 'k', runId: 'fired' }] }],
  ['I3', 'a key that stands for two runs', { keys: ['k', 'l', 'k'] }],
  ['I4', 'a run that moves after its end', { events: [...RIGHT.events, { ...last, at: 5 }] }],
  ['I4', 'an end that no event tells of', { events: [begin, next, firedEnd] }],
  ['I4', 'a step back', { events: [begin, next, { ...last, runState: 3 }, { ...last, runState: 1 }, last, firedEnd] }],
  ['I5', 'the outcome of an old attempt', { attemptEnds: [{ ...lostEnd, fence: 9 }] }],
  ['I5', 'two outcomes', { taskEnds: [...RIGHT.taskEnds, end(FIRST, 2)] }],
  ['I5', 'a success that nobody earned', { finished: new Set(['attempt-0', 'attempt-3']) }],
  ['I5', 'an attempt that ran twice', { executions: [...RIGHT.executions, execution(SECOND, 3, 3_100, 3_200)] }],
  ['I5', 'code that no attempt stands for', { executions: [...RIGHT.executions, execution('stray', 1, 100, 200)] }],
  [
    'I6',
    'two attempts at once',
    { executions: RIGHT.executions.map((one) => (one.attemptId === FIRST ? { ...one, to: 2_500 } : one)) },
  ],
  ['I6', 'an attempt that only an outage took', { troubles: RIGHT.troubles.slice(0, 1) }],
  [
    'I7',
    'a failure that nobody was told of',
    {
      runs: [fired, run('asked', { state: FAILED })],
      events: [begin, next, { ...last, runState: FAILED }, firedEnd],
    },
  ],
  [
    'I7',
    'an event that came before one of its run that was committed earlier',
    { seen: [...RIGHT.seen.slice(0, 1), { id: '5-4', runId: 'asked' }, ...RIGHT.seen.slice(1)] },
  ],
  ['I7', 'an event that never came', { seen: RIGHT.seen.filter(({ id }) => id !== '6-3') }],
  ['I7', 'events in another order', { seen: [RIGHT.seen[0], RIGHT.seen[3], RIGHT.seen[1]] as ChaosHistory['seen'] }],
  ['I8', 'a task before its upstream', { events: [{ ...next, at: 1 }, { ...begin, at: 2 }, last, firedEnd] }],
  [
    'I8',
    'a run that ends as its tasks do not say',
    { runs: [fired, run('asked', { state: FAILED })], alertedRuns: new Set(['asked']) },
  ],
  ['I9', 'a slot that leaked', { slotsHeld: 1 }],
  [
    'I9',
    'more at once than the limit',
    { executions: [...RIGHT.executions, { ...execution('attempt-3', 4, 2_500, 2_600), taskNo: 1 }] },
  ],
  ['I10', 'a term that does not rise', { terms: RIGHT.terms.map((term) => ({ ...term, term: 1 })) }],
  ['I10', 'a lease that was taken before it was free', { takes: [{ name: 'healer', at: 10, freeAt: 20 }] }],
  ['I10', 'a write of who does not lead', { writes: [{ consumer: 'alerter', by: 'server_1', leader: 'server_2' }] }],
  ['I11', 'a process that was left', { survivors: ['1 sleep'] }],
  [
    'I12',
    'a run that stands still',
    { runs: [fired, run('asked', { state: RUNNING })], events: [begin, next, firedEnd] },
  ],
  ['I12', 'no rest', { rested: false }],
  ['I12', 'a transaction that stays open', { openTransactions: ['1 carillon: begin'] }],
];

describe('the checks of a history', () => {
  it('say nothing of a right one', () => {
    expect(violationsOf(RIGHT)).toEqual([]);
  });

  it.each(WRONG)('%s: %s', (check, _what, wrong) => {
    expect(violationsOf({ ...RIGHT, ...wrong }).map((found) => found.check)).toContain(check);
  });

  it('are those of all promises', () => {
    const promises = Array.from({ length: 13 }, (_, number) => `I${number}`);
    expect(new Set(WRONG.map(([check]) => check))).toEqual(new Set(promises));
  });

  it('excuse a reader of what it was told to read anew', () => {
    const seen = RIGHT.seen.filter(({ id }) => id !== '6-3');
    expect(violationsOf({ ...RIGHT, seen, gaps: [{ after: '5-1', until: '6' }] })).toEqual([]);
  });
});
