/** States and moves from core's tables, as sets: what the statements' guards have as text. */
import {
  type Completion,
  isFinalTaskState,
  TASK_STATE_CODES,
  TASK_TRANSITIONS,
  type TaskEventName,
} from '@carillon/core';
import type { Safety } from './tables.ts';
import type { RunRow, TaskRow } from './rows.ts';

export const TASK = TASK_STATE_CODES;

export function statesBefore(event: TaskEventName): ReadonlySet<number> {
  const arrows = TASK_TRANSITIONS.filter((arrow) => arrow.event === event);
  return new Set(arrows.flatMap(({ from }) => from.map((state) => TASK[state])));
}

/** An attempt is under way. */
export const LIVE = statesBefore('succeed');
export const STOPPABLE = statesBefore('stop');
export const IDLE = statesBefore('call_off');

const DECIDING: ReadonlySet<TaskEventName> = new Set([
  'complete',
  'give_up',
  'block',
  'skip',
  'call_off',
  'mark_success',
  'mark_failed',
  'mark_skipped',
]);
const DECISIONS: ReadonlySet<string> = new Set(
  TASK_TRANSITIONS.filter(({ event }) => DECIDING.has(event)).flatMap(({ from, to }) =>
    from.filter((state) => !isFinalTaskState(state)).map((state) => `${TASK[state]}-${TASK[to]}`),
  ),
);

export const doneOf = (row: Pick<TaskRow, 'ok' | 'failed' | 'upstreamFailed' | 'skipped'>): number =>
  row.ok + row.failed + row.upstreamFailed + row.skipped;

/** Whether a report or a decision still counts at the row. */
export function holds(
  row: TaskRow,
  { by, state }: Completion,
  counted: boolean,
  without: ReadonlySet<Safety>,
): boolean {
  if (by.kind === 'report') {
    const isLive = LIVE.has(row.state);
    if (without.has('fence')) return isLive;
    return isLive && row.attemptId === by.attemptId && row.fence === by.fence && row.sessionKey === by.sessionKey;
  }
  if (without.has('seen_state')) return row.state < TASK.success;
  const isMove = DECISIONS.has(`${row.state}-${state}`);
  return isMove && row.state === by.seenState && (!counted || doneOf(row) === by.seenDone);
}

export const key = (runId: string, taskNo: number): string => `${runId}/${taskNo}`;

export const later = (now: number, ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : now + ms;

/** SQL's `least`, which takes no notice of nulls. */
export function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

export const factsOf = (row: TaskRow, runs: { get(id: string): RunRow | undefined }) => row.solo ?? runs.get(row.runId);
