/** The checker is checked: a history that is right, and one for each way of being wrong. */
import { describe, expect, it } from 'vitest';
import { CHECKS, violationsOf } from './checks.ts';
import type { History } from './history.ts';

const SUCCESS = 10;
const LOST = 16;
const RIGHT: History = {
  schedules: [{ name: 's', stepMs: 1_000, from: 1_000, to: 4_000 }],
  firings: [
    { schedule: 's', logicalTime: 1_000, through: undefined, outcome: 'fired', runId: 'r1' },
    { schedule: 's', logicalTime: 2_000, through: undefined, outcome: 'skipped', runId: undefined },
    { schedule: 's', logicalTime: 3_000, through: 4_000, outcome: 'merged', runId: undefined },
  ],
  runs: [
    { id: 'r1', trigger: 'schedule', state: SUCCESS },
    { id: 'r2', trigger: 'api', state: SUCCESS },
  ],
  acknowledged: [{ key: 'k', runId: 'r2' }],
  keys: [{ key: 'k', runId: 'r2' }],
  attempts: [
    { taskRun: 'r2/0', fence: 1, state: LOST, isLast: false },
    { taskRun: 'r2/0', fence: 2, state: SUCCESS, isLast: true },
  ],
  executions: [
    { taskRun: 'r2/0', fence: 1, pid: 1, startedAt: 0, endedAt: 30 },
    { taskRun: 'r2/0', fence: 2, pid: 2, startedAt: 20, endedAt: 40 },
  ],
  steps: [
    { runId: 'r2', task: 'first', to: 'starting' },
    { runId: 'r2', task: 'first', to: 'success' },
    { runId: 'r2', task: 'left', to: 'starting' },
  ],
  runEnds: [
    { runId: 'r1', seq: 1 },
    { runId: 'r2', seq: 2 },
  ],
  edges: [{ child: 'left', upstream: 'first' }],
  limitSlots: 0,
  unfinished: [],
  survivors: [],
  deaths: [],
};

const [first, second] = RIGHT.attempts as [History['attempts'][number], History['attempts'][number]];
const [fired] = RIGHT.firings as [History['firings'][number]];
const [early] = RIGHT.executions as [History['executions'][number]];

const WRONG: readonly (readonly [keyof typeof CHECKS, string, Partial<History>])[] = [
  ['I1 fired once', 'two rows of one logical time', { firings: [...RIGHT.firings, { ...fired, runId: 'r3' }] }],
  [
    'I1 fired once',
    'a run that no row tells of',
    { runs: [...RIGHT.runs, { id: 'r9', trigger: 'schedule', state: 2 }] },
  ],
  ['I1 fired once', 'a row whose run is gone', { runs: RIGHT.runs.slice(1) }],
  [
    'I2 none missing',
    'a logical time without a row',
    { firings: RIGHT.firings.filter(({ logicalTime }) => logicalTime !== 2_000) },
  ],
  [
    'I2 none missing',
    'a row where nothing fires',
    { firings: [...RIGHT.firings, { ...fired, logicalTime: 1_500, runId: undefined, outcome: 'skipped' }] },
  ],
  ['I3 acknowledged kept', 'an acknowledged run that is gone', { runs: RIGHT.runs.slice(0, 1) }],
  [
    'I3 acknowledged kept',
    'a key that made two runs',
    { acknowledged: [...RIGHT.acknowledged, { key: 'k', runId: 'r1' }] },
  ],
  ['I4 ends once', 'a run that ends twice', { runEnds: [...RIGHT.runEnds, { runId: 'r2', seq: 3 }] }],
  ['I4 ends once', 'an end that no event tells of', { runEnds: RIGHT.runEnds.slice(1) }],
  [
    'I5 newest accepted',
    'the outcome of an old attempt',
    {
      attempts: [
        { ...first, isLast: true },
        { ...second, isLast: false, state: LOST },
      ],
    },
  ],
  ['I5 newest accepted', 'two outcomes', { attempts: [{ ...first, isLast: true, state: SUCCESS }, second] }],
  ['I5 success earned', 'a success that is another attempt’s', { executions: [early] }],
  ['I5 ran once', 'an attempt that ran twice', { executions: [...RIGHT.executions, { ...early, pid: 9 }] }],
  ['I5 ran once', 'code that no attempt stands for', { executions: [...RIGHT.executions, { ...early, fence: 9 }] }],
  ['I6 never together', 'two attempts at once, none lost', { attempts: [{ ...first, state: 11 }, second] }],
  ['I8 in order', 'a task before its upstream', { steps: RIGHT.steps.filter(({ to }) => to !== 'success') }],
  ['I9 nothing held', 'a slot that leaked', { limitSlots: 1 }],
  ['I11 no survivor', 'a process that was left', { survivors: ['1 sleep'] }],
  ['I12 everything ended', 'a run that stands still', { unfinished: ['r2'] }],
  ['nothing died', 'a server that ended by itself', { deaths: ['server-1'] }],
];

describe('the checks of a history', () => {
  it('say nothing of a right one', () => {
    expect(violationsOf(RIGHT)).toEqual([]);
  });

  it.each(WRONG)('%s: %s', (name, _what, wrong) => {
    const said = violationsOf({ ...RIGHT, ...wrong });
    expect(said.some((sentence) => sentence.startsWith(`${name}:`))).toBe(true);
  });

  it('are each shown to see something', () => {
    expect(new Set(WRONG.map(([name]) => name))).toEqual(new Set(Object.keys(CHECKS)));
  });
});
