/** Each check finds the one thing that is wrong in a history that is right otherwise. */
import { describe, expect, it } from 'vitest';
import { violationsOf } from './all-checks.ts';
import type { History } from './history.ts';

const T = Date.UTC(2026, 0, 1);
const RUN = {
  id: 'r1',
  state: 10,
  versionKey: 1,
  triggerKind: 'schedule',
  workflowKey: 1,
  logicalTime: T,
  attemptId: undefined,
  fence: undefined,
  seenAt: undefined,
  endedAt: 41,
};
const end = (taskNo: number, fence: number, seenAt: number) => ({
  runId: 'r1',
  taskNo,
  state: 10,
  attemptNo: 1,
  attemptId: `a${fence}`,
  fence,
  reason: undefined,
  seenAt,
  endedAt: seenAt,
});
const execution = (taskNo: number, fence: number, from: number, to: number, worker = 'w1') => ({
  runId: 'r1',
  taskNo,
  attemptId: `a${fence}`,
  fence,
  worker,
  from,
  to,
  isExcused: false,
});
const event = (at: number, steps: History['events'][number]['steps'], runState?: number) => ({
  runId: 'r1',
  at,
  runState,
  steps,
});

/** One run of two tasks, one after the other, fired by a schedule and asked for by nobody. */
const RIGHT: History = {
  schedules: [{ key: 1, name: 'daily', overlap: 'skip', expected: [T] }],
  firings: [{ scheduleKey: 1, logicalTime: T, through: undefined, outcome: 'fired', reason: 'on_time', runId: 'r1' }],
  runs: [RUN],
  taskEnds: [end(0, 1, 20), end(1, 2, 40)],
  attemptEnds: [],
  events: [
    event(20, [{ task: 'first', to: 'success' }]),
    event(40, [{ task: 'second', to: 'success' }]),
    event(41, [{ to: 'success' }], 10),
  ],
  executions: [execution(0, 1, 10, 19), execution(1, 2, 30, 39)],
  requests: [],
  runOfKey: new Map(),
  signals: [],
  promises: [],
  notices: [],
  slotsHeld: 0,
  terms: [{ name: 'healer', owner: 'n1', term: 1 }],
  tasksOf: () => [
    { no: 0, id: 'first', rule: 'all_success', upstreams: [], allowFailure: false, isMain: true, undoes: undefined },
    { no: 1, id: 'second', rule: 'all_success', upstreams: [0], allowFailure: false, isMain: true, undoes: undefined },
  ],
  slots: 1,
  mistakes: [],
  rested: true,
};

/** The run failed after its two tasks, and undid them. */
const undoing = (undone: History['taskEnds']): Partial<History> => {
  const task = (no: number, id: string, undoes?: number) => ({
    no,
    id,
    undoes,
    ...ALONE,
    isMain: undoes === undefined,
  });
  return {
    runs: [{ ...RUN, state: 11 }],
    taskEnds: [...RIGHT.taskEnds, { ...end(4, 5, 45), state: 11 }, ...undone],
    events: [event(20, [{ task: 'first', to: 'success' }]), event(90, [{ to: 'failed' }], 11)],
    executions: [...RIGHT.executions, execution(4, 5, 41, 44), execution(3, 4, 50, 59), execution(2, 3, 61, 69)],
    tasksOf: () => [task(0, 'first'), task(1, 'second'), task(2, 'c1', 0), task(3, 'c2', 1), task(4, 'third')],
  };
};
const ALONE = { rule: 'all_success', upstreams: [], allowFailure: false };

const checksOf = (wrong: Partial<History>): readonly string[] => [
  ...new Set(violationsOf({ ...RIGHT, ...wrong }).map(({ check }) => check)),
];

describe('the checks of a history', () => {
  it('have nothing to say of a right one', () => {
    expect(violationsOf(RIGHT)).toEqual([]);
  });

  const SIGNAL = { id: 's1', runId: 'r1', keptAt: 5 };
  const PROMISE = { runId: 'r1', taskNo: -1, kind: 'finish_by', term: 50 };
  const NOTICE = { runId: 'r1', taskNo: -1, kind: 'finish_by', code: 'SLA_MISSED', at: 55 };
  const [fired] = RIGHT.firings;
  const [first, second] = RIGHT.executions;
  const cases: Readonly<Record<string, readonly [check: string, wrong: Partial<History>]>> = {
    'a time that stands in the ledger twice': ['I1', { firings: [fired, fired] as History['firings'] }],
    'a run that was fired and is in no ledger': ['I1', { firings: [], schedules: [] }],
    'a second run of the same time': ['I1', { runs: [RUN, { ...RUN, id: 'r2' }] }],
    'a time that is missing': ['I2', { schedules: [{ key: 1, name: 'daily', overlap: 'skip', expected: [T, T + 1] }] }],
    'a time that nobody asked for': ['I2', { schedules: [{ key: 1, name: 'daily', overlap: 'skip', expected: [] }] }],
    'a promised run that does not exist': ['I3', { requests: [{ key: 'k', runId: 'r9' }] }],
    'a key that made another run': ['I3', { requests: [{ key: 'k', runId: 'r1' }], runOfKey: new Map([['k', 'r2']]) }],
    'a move after the end': ['I4', { events: [...RIGHT.events, event(50, [{ to: 'running' }], 2)] }],
    'an end that the events do not know': ['I4', { events: RIGHT.events.slice(0, 2) }],
    'an outcome of an attempt that was not the newest': [
      'I5',
      { executions: [...RIGHT.executions, execution(1, 3, 40, 41)] },
    ],
    'a success of an attempt that goes on': [
      'I5',
      { executions: [first, { ...second, to: 60 }] as History['executions'] },
    ],
    'an attempt that was started twice': ['I5', { executions: [...RIGHT.executions, execution(1, 2, 50, 51)] }],
    'two attempts of a task at once': ['I6', { executions: [execution(0, 0, 5, 15, 'w2'), ...RIGHT.executions] }],
    'a task that did not wait for its upstream': [
      'I8',
      { events: [RIGHT.events[1], RIGHT.events[0], RIGHT.events[2]] as History['events'] },
    ],
    'a run that failed while its tasks did not': [
      'I8',
      { runs: [{ ...RUN, state: 11 }], events: [...RIGHT.events.slice(0, 2), event(41, [{ to: 'failed' }], 11)] },
    ],
    'a task that was undone before one that had ended later': ['I8', undoing([end(2, 3, 60), end(3, 4, 70)])],
    'two tasks that were undone at once': [
      'I8',
      { ...undoing([end(3, 4, 60), end(2, 3, 70)]), executions: [execution(3, 4, 50, 59), execution(2, 3, 55, 69)] },
    ],
    'a task that was left as it was': ['I8', undoing([end(3, 4, 60)])],
    'a worker with more attempts than slots': [
      'I9',
      { executions: [first, { ...second, from: 15 }] as History['executions'] },
    ],
    'a signal that two tasks took': [
      'I7',
      { signals: [SIGNAL], taskEnds: RIGHT.taskEnds.map((one) => ({ ...one, signalId: 's1' })) },
    ],
    'a signal that nobody sent': ['I7', { taskEnds: RIGHT.taskEnds.map((one) => ({ ...one, signalId: 's1' })) }],
    'a signal that a task never saw which waited for it': [
      'I7',
      {
        signals: [SIGNAL],
        taskEnds: [end(0, 1, 20), { ...end(1, 2, 70_000), reason: 'WAIT_EXPIRED' }],
      },
    ],
    'a promise that was told of twice': [
      'I7',
      { runs: [{ ...RUN, endedAt: 60 }], promises: [PROMISE], notices: [NOTICE, { ...NOTICE, at: 70 }] },
    ],
    'a promise that was given up before its time': [
      'I7',
      { promises: [{ ...PROMISE, term: 40_000 }], notices: [NOTICE] },
    ],
    'a promise that was missed in silence': ['I7', { promises: [{ ...PROMISE, term: 40 }] }],
    'a promise that was kept and is told of': [
      'I7',
      { promises: [{ ...PROMISE, term: 40_000 }], notices: [{ ...NOTICE, at: 40_001 }] },
    ],
    'a limit that was passed': [
      'I9',
      {
        slots: 9,
        executions: [first, second, execution(1, 2, 31, 38)].flatMap((one) =>
          one ? [{ ...one, attemptId: `${one.from}` }] : [],
        ),
        tasksOf: () => RIGHT.tasksOf(1).map((task) => ({ ...task, most: 1 })),
      },
    ],
    'a slot that nobody gave back': ['I9', { slotsHeld: 1 }],
    'a term that did not rise': ['I10', { terms: [...RIGHT.terms, { name: 'healer', owner: 'n2', term: 1 }] }],
    'a run that did not end': [
      'I12',
      { runs: [{ ...RUN, state: 2 }], events: RIGHT.events.slice(0, 2), rested: false },
    ],
    'a mistake of a program': ['I0', { mistakes: ['store.fire is not a function'] }],
  };

  it.each(Object.entries(cases))('find %s', (_, [check, wrong]) => {
    expect(checksOf(wrong)).toContain(check);
  });

  it('have nothing to say of a run that undid what it did, the last first', () => {
    const wrong = undoing([end(3, 4, 60), end(2, 3, 70)]);
    expect(violationsOf({ ...RIGHT, ...wrong })).toEqual([]);
    // Nor where the clock of the store stepped back meanwhile.
    const taskEnds = wrong.taskEnds?.map((ended) => ({ ...ended, endedAt: -ended.endedAt })) ?? [];
    expect(violationsOf({ ...RIGHT, ...wrong, taskEnds })).toEqual([]);
  });

  it('excuse what a frozen worker could not stop', () => {
    const frozen = { ...execution(0, 0, 5, 15, 'w2'), isExcused: true };
    expect(checksOf({ executions: [frozen, ...RIGHT.executions] })).not.toContain('I6');
  });
});
