/** What placing a task came to: a place for its row, or its end. */
import {
  ARRIVING_LANE,
  type JsonObject,
  type Placement,
  type Reason,
  type RecordedLimits,
  TASK_STATE_CODES,
} from '@carillon/core';
import type { Input } from './task-input.ts';

export type Placed =
  | { readonly kind: 'place'; readonly placement: Placement }
  /** It ends without an attempt. */
  | {
      readonly kind: 'end';
      readonly state: number;
      readonly reason: Reason | undefined;
      readonly output: JsonObject | undefined;
    };

export function end(state: 'success' | 'skipped' | 'failed', reason?: Reason, output?: JsonObject): Placed {
  return { kind: 'end', state: TASK_STATE_CODES[state], reason, output };
}

/** Its limits are recorded with its input until it is put in line, which is the granter's to do. */
export function inLine(placement: Placement, limits: RecordedLimits, input: Input): Placed {
  const recorded = JSON.stringify({ ...input, limits });
  return { kind: 'place', placement: { ...placement, laneKey: ARRIVING_LANE, input: recorded } };
}

/** A wait holds no worker: the row is due when it is over. */
export function waitUntil(until: number, now: number, input: Input, placement: Placement): Placed {
  // The store's clock has fractions of a millisecond, its columns have none.
  const dueMs = Math.max(0, Math.ceil(until - now));
  return waiting(placement, input, dueMs, { code: 'NOT_DUE', params: { until: new Date(until).toISOString() } });
}

export function waiting(placement: Placement, input: Input, dueMs: number | undefined, reason: Reason): Placed {
  return {
    kind: 'place',
    placement: { ...placement, state: 'waiting', input: JSON.stringify(input), timeoutMs: undefined, dueMs, reason },
  };
}
