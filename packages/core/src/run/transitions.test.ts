import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ATTEMPT_STATES,
  ATTEMPT_STATE_CODES,
  FIRST_FINAL_CODE,
  isFinalAttemptState,
  isFinalRunState,
  isFinalTaskState,
  RUN_STATES,
  RUN_STATE_CODES,
  TASK_RUN_STATES,
  TASK_STATE_CODES,
} from './states.ts';
import {
  answerTo,
  type Arrow,
  ATTEMPT_TRANSITIONS,
  next,
  REOPENING,
  RUN_TRANSITIONS,
  TASK_TRANSITIONS,
  type TaskEventName,
  taskMoves,
  taskStatesBefore,
} from './transitions.ts';

const machines = [
  {
    name: 'run',
    table: RUN_TRANSITIONS,
    states: RUN_STATES,
    start: 'queued',
    codes: RUN_STATE_CODES,
    isFinal: isFinalRunState,
  },
  {
    name: 'task run',
    table: TASK_TRANSITIONS,
    states: TASK_RUN_STATES,
    start: 'pending',
    codes: TASK_STATE_CODES,
    isFinal: isFinalTaskState,
  },
  {
    name: 'attempt',
    table: ATTEMPT_TRANSITIONS,
    states: ATTEMPT_STATES,
    start: 'dispatched',
    codes: ATTEMPT_STATE_CODES,
    isFinal: isFinalAttemptState,
  },
] as unknown as readonly {
  name: string;
  table: readonly Arrow<string, string>[];
  states: readonly string[];
  start: string;
  codes: Record<string, number>;
  isFinal: (state: string) => boolean;
}[];

describe.each(machines)('the transitions of a $name', ({ name, table, states, start, codes, isFinal }) => {
  it('never leave a final state, but for a task run by the command of a person', () => {
    for (const arrow of table) {
      if (name === 'task run' && REOPENING.has(arrow.event as TaskEventName)) continue;
      for (const from of arrow.from) expect(isFinal(from), `${arrow.event} from ${from}`).toBe(false);
    }
  });

  it('are decided by state and event alone', () => {
    for (const arrow of table) {
      for (const from of arrow.from)
        expect(table.filter((other) => other.event === arrow.event && other.from.includes(from))).toHaveLength(1);
    }
  });

  it('reach a final state on every random walk, and stay there', () => {
    const commands: ReadonlySet<string> = name === 'task run' ? REOPENING : new Set();
    const events = [...new Set(table.map((arrow) => arrow.event))].filter((event) => !commands.has(event));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 200 }), (walk) => {
        let state = start;
        for (const event of walk) {
          const after = next(table, state, event);
          if (isFinal(state)) expect(after).toBeUndefined();
          state = after ?? state;
          expect(states).toContain(state);
        }
      }),
    );
  });

  it('lead from every open state to a final one', () => {
    for (const state of states.filter((candidate) => !isFinal(candidate))) {
      const reached = new Set([state]);
      for (let grew = true; grew; ) {
        grew = false;
        for (const arrow of table) {
          if (reached.has(arrow.to) || !arrow.from.some((from) => reached.has(from))) continue;
          reached.add(arrow.to);
          grew = true;
        }
      }
      expect([...reached].some(isFinal), `${state} leads nowhere`).toBe(true);
    }
  });

  it('keep codes of open states below those of final ones', () => {
    for (const state of states) expect((codes[state] ?? Number.NaN) >= FIRST_FINAL_CODE).toBe(isFinal(state));
  });
});

it.each([
  ['pause', 'running', 'moves'],
  ['pause', 'paused', 'unchanged'],
  ['pause', 'stopping', 'refused'],
  ['pause', 'queued', 'refused'],
  ['resume', 'paused', 'moves'],
  ['resume', 'running', 'unchanged'],
  ['resume', 'stopping', 'refused'],
  ['stop', 'paused', 'moves'],
  ['stop', 'stopping', 'unchanged'],
  ['stop', 'success', 'refused'],
] as const)('answers to %s of a run that is %s: %s', (event, state, answer) => {
  expect(answerTo(RUN_TRANSITIONS, state, event)).toBe(answer);
});

it('gives statements their guards', () => {
  expect(taskStatesBefore('succeed')).toBe('2, 3, 7');
  expect(taskStatesBefore('start')).toBe('2');
  expect(taskMoves('complete', 'skip')).toBe('(0, 10), (0, 14), (1, 14), (4, 10)');
  expect(taskMoves('mark_failed')).toBe('(0, 11), (1, 11), (4, 11), (5, 11), (6, 11)');
});
