/**
 * The transition table (G4): every way a run, a task run or an attempt may move, as data. From it come the
 * guards of the SQL statements, the triggers that refuse anything else, the diagram in
 * docs/architecture/states.md and the random-walk test. A final run or attempt is never left. A final task run
 * is left only while its run is open and by a person's command (`reopen`, `mark_…`), with a new attempt.
 */
import {
  type AttemptState,
  isFinalTaskState,
  RUN_STATE_CODES,
  type RunState,
  TASK_STATE_CODES,
  type TaskRunState,
} from './states.ts';

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
  | 'end_stopped'
  | 'call_off'
  | 'pause'
  | 'hold'
  | 'retry_paused'
  | 'resume_pending'
  | 'resume_queued'
  | 'resume_waiting'
  | 'resume_retrying'
  | 'stop_children'
  | 'children_stopped'
  | 'children_timed_out'
  | 'retry_children'
  | 'expand_again'
  | 'reopen'
  | 'mark_success'
  | 'mark_failed'
  | 'mark_skipped';

/** An attempt is under way. */
const LIVE = ['starting', 'running', 'stopping'] as const;
/** Nothing of it holds a worker. */
const IDLE = ['pending', 'queued', 'waiting', 'retrying', 'paused'] as const;
const ENDED = ['success', 'failed', 'stopped', 'upstream_failed', 'skipped'] as const;

export const TASK_TRANSITIONS: readonly Arrow<TaskRunState, TaskEventName>[] = [
  { event: 'make_ready', from: ['pending', 'retrying'], to: 'queued' },
  { event: 'lease', from: ['pending', 'queued'], to: 'starting' },
  { event: 'start', from: ['starting'], to: 'running' },
  { event: 'succeed', from: LIVE, to: 'success' },
  { event: 'fail', from: LIVE, to: 'failed' },
  // What is to stop is not tried again.
  { event: 'retry', from: ['starting', 'running'], to: 'retrying' },
  { event: 'wait', from: ['pending'], to: 'waiting' },
  { event: 'complete', from: ['pending', 'waiting'], to: 'success' },
  { event: 'give_up', from: ['pending', 'queued', 'waiting', 'retrying'], to: 'failed' },
  { event: 'block', from: ['pending'], to: 'upstream_failed' },
  // What a limit does not let wait is skipped from its line.
  { event: 'skip', from: ['pending', 'queued'], to: 'skipped' },
  { event: 'stop', from: ['starting', 'running'], to: 'stopping' },
  { event: 'end_stopped', from: LIVE, to: 'stopped' },
  { event: 'call_off', from: IDLE, to: 'stopped' },
  { event: 'pause', from: ['pending', 'queued', 'waiting', 'retrying'], to: 'paused' },
  // With its run: what waits for upstreams needs no hold.
  { event: 'hold', from: ['queued', 'waiting', 'retrying'], to: 'paused' },
  { event: 'retry_paused', from: ['starting', 'running'], to: 'paused' },
  { event: 'resume_pending', from: ['paused'], to: 'pending' },
  { event: 'resume_queued', from: ['paused'], to: 'queued' },
  { event: 'resume_waiting', from: ['paused'], to: 'waiting' },
  { event: 'resume_retrying', from: ['paused'], to: 'retrying' },
  // A task that waits for child runs: those are stopped first, and a try is a new set of them.
  { event: 'stop_children', from: ['waiting', 'paused'], to: 'stopping' },
  { event: 'children_stopped', from: ['stopping'], to: 'stopped' },
  { event: 'children_timed_out', from: ['stopping'], to: 'failed' },
  { event: 'retry_children', from: ['waiting'], to: 'retrying' },
  { event: 'expand_again', from: ['retrying'], to: 'waiting' },
  { event: 'reopen', from: ['queued', 'waiting', 'retrying', 'paused', ...ENDED], to: 'pending' },
  { event: 'mark_success', from: [...IDLE, ...ENDED], to: 'success' },
  { event: 'mark_failed', from: [...IDLE, ...ENDED], to: 'failed' },
  { event: 'mark_skipped', from: [...IDLE, ...ENDED], to: 'skipped' },
];

/** Events by which a person changes what has ended, in a run that has not. */
export const REOPENING: ReadonlySet<TaskEventName> = new Set(['reopen', 'mark_success', 'mark_failed', 'mark_skipped']);

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

/** What a command comes to: it moves the state, it was so already, or the table has no such arrow. */
export function answerTo<S extends string, E extends string>(
  table: readonly Arrow<S, E>[],
  state: S,
  event: E,
): 'moves' | 'unchanged' | 'refused' {
  if (next(table, state, event) !== undefined) return 'moves';
  return table.some((arrow) => arrow.event === event && arrow.to === state) ? 'unchanged' : 'refused';
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

/** `(0, 10), (4, 10)`: the moves of these events from open states, for a guard `(state, outcome) in (…)`. */
export function taskMoves(...events: readonly TaskEventName[]): string {
  const arrows = TASK_TRANSITIONS.filter((arrow) => events.includes(arrow.event)).map((arrow) => ({
    ...arrow,
    from: arrow.from.filter((state) => !isFinalTaskState(state)),
  }));
  return edges(arrows, TASK_STATE_CODES)
    .map(([from, to]) => `(${from}, ${to})`)
    .join(', ');
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
