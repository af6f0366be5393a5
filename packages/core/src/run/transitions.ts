/**
 * The transition table (G4): every way a run, a task run or an attempt may move, as data. From it come the
 * guards of the SQL statements, the triggers that refuse anything else, the diagram in
 * docs/architecture/states.md and the random-walk test. A final state has no arrow out of it here: the
 * commands that reopen a task run of an open run add theirs when they exist.
 */
import { type AttemptState, RUN_STATE_CODES, type RunState, TASK_STATE_CODES, type TaskRunState } from './states.ts';

export interface Arrow<S extends string, E extends string> {
  readonly event: E;
  readonly from: readonly S[];
  readonly to: S;
}

export type RunEventName = 'dispatch' | 'pause' | 'resume' | 'stop' | 'clean_up' | 'succeed' | 'fail' | 'end_stopped';

export const RUN_TRANSITIONS: readonly Arrow<RunState, RunEventName>[] = [
  { event: 'dispatch', from: ['queued'], to: 'running' },
  { event: 'pause', from: ['running'], to: 'paused' },
  { event: 'resume', from: ['paused'], to: 'running' },
  { event: 'stop', from: ['queued', 'running', 'paused'], to: 'stopping' },
  // What had been started is stopped; the tasks of onFailure and finally are still to run.
  { event: 'clean_up', from: ['stopping'], to: 'running' },
  { event: 'succeed', from: ['running'], to: 'success' },
  { event: 'fail', from: ['running', 'stopping'], to: 'failed' },
  { event: 'end_stopped', from: ['queued', 'running', 'paused', 'stopping'], to: 'stopped' },
];

export type TaskEventName =
  | 'make_ready'
  | 'lease'
  | 'start'
  | 'succeed'
  | 'fail'
  | 'retry'
  | 'wait'
  | 'complete'
  | 'give_up'
  | 'block'
  | 'skip'
  | 'stop'
  | 'end_stopped';

const LIVE = ['starting', 'running', 'stopping'] as const;
const IDLE = ['pending', 'queued', 'waiting', 'retrying', 'paused'] as const;

export const TASK_TRANSITIONS: readonly Arrow<TaskRunState, TaskEventName>[] = [
  { event: 'make_ready', from: ['pending', 'retrying'], to: 'queued' },
  { event: 'lease', from: ['pending', 'queued', 'retrying'], to: 'starting' },
  { event: 'start', from: ['starting'], to: 'running' },
  { event: 'succeed', from: LIVE, to: 'success' },
  { event: 'fail', from: LIVE, to: 'failed' },
  { event: 'retry', from: LIVE, to: 'retrying' },
  { event: 'wait', from: ['pending'], to: 'waiting' },
  { event: 'complete', from: ['pending', 'waiting'], to: 'success' },
  { event: 'give_up', from: ['pending', 'queued', 'waiting', 'retrying'], to: 'failed' },
  { event: 'block', from: ['pending'], to: 'upstream_failed' },
  { event: 'skip', from: ['pending'], to: 'skipped' },
  { event: 'stop', from: ['starting', 'running'], to: 'stopping' },
  { event: 'end_stopped', from: [...IDLE, ...LIVE], to: 'stopped' },
];

export type AttemptEventName = 'start' | 'succeed' | 'fail' | 'end_stopped' | 'lose' | 'return';

export const ATTEMPT_TRANSITIONS: readonly Arrow<AttemptState, AttemptEventName>[] = [
  { event: 'start', from: ['dispatched'], to: 'running' },
  { event: 'succeed', from: ['dispatched', 'running'], to: 'success' },
  { event: 'fail', from: ['dispatched', 'running'], to: 'failed' },
  { event: 'end_stopped', from: ['dispatched', 'running'], to: 'stopped' },
  { event: 'lose', from: ['dispatched', 'running'], to: 'lost' },
  { event: 'return', from: ['dispatched'], to: 'returned' },
];

/** The state after an event, or undefined when the table has no such arrow: an answer, not an exception. */
export function next<S extends string, E extends string>(
  table: readonly Arrow<S, E>[],
  state: S,
  event: E,
): S | undefined {
  return table.find((arrow) => arrow.event === event && arrow.from.includes(state))?.to;
}

/** Every pair of states that one arrow joins, as codes; the store's triggers hold the same list. */
export function edges<S extends string, E extends string>(
  table: readonly Arrow<S, E>[],
  codes: Readonly<Record<S, number>>,
): readonly (readonly [number, number])[] {
  const seen = new Map<string, readonly [number, number]>();
  for (const arrow of table) {
    for (const from of arrow.from) seen.set(`${codes[from]}-${codes[arrow.to]}`, [codes[from], codes[arrow.to]]);
  }
  return [...seen.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

export const runEdges = edges(RUN_TRANSITIONS, RUN_STATE_CODES);

/** `2, 3, 7`: the task states from which an event is allowed, for a guard `state in (…)`. */
export function taskStatesBefore(event: TaskEventName): string {
  const codes = TASK_TRANSITIONS.filter((arrow) => arrow.event === event).flatMap((arrow) =>
    arrow.from.map((state) => TASK_STATE_CODES[state]),
  );
  return [...new Set(codes)].sort((a, b) => a - b).join(', ');
}

/** A Mermaid state diagram of a table; docs/architecture/states.md is made of these. */
export function diagram<S extends string, E extends string>(
  table: readonly Arrow<S, E>[],
  isFinal: (state: S) => boolean,
): string {
  const lines = ['stateDiagram-v2'];
  const finals = new Set<S>();
  for (const arrow of table) {
    for (const from of arrow.from) lines.push(`  ${from} --> ${arrow.to}: ${arrow.event}`);
    if (isFinal(arrow.to)) finals.add(arrow.to);
  }
  for (const state of finals) lines.push(`  ${state} --> [*]`);
  return lines.join('\n');
}
