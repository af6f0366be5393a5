/** What is said of what comes near a bound of the platform, before it fails or is refused (GUARANTEES 10.1). */
import { documentTasks } from '../definition/document-tasks.ts';
import type { JsonObject, WorkflowDocument } from '../definition/document.ts';
import { MAX_DEPTH } from '../dag/expansion.ts';
import { MAX_ITEMS, MAX_ROUNDS, MAX_TASKS } from '../dag/loops.ts';
import { NEAR_LIMIT } from '../params/large-output.ts';
import { MAX_PARAMS_BYTES, paramsBytes } from '../params/params.ts';
import type { Reason } from '../run/states.ts';

/** Bytes, or how many. */
export type Bounded =
  | 'outputs'
  | 'collected_outputs'
  | 'params'
  | 'body'
  | 'documents'
  | 'tasks'
  | 'items'
  | 'rounds'
  | 'nested_runs'
  | 'queued_runs';

/** Undefined: it is not near. */
export function nearLimit(what: Bounded, used: number, limit: number): Reason | undefined {
  return used >= limit * NEAR_LIMIT ? { code: 'LIMIT_NEAR', params: { what, used, limit } } : undefined;
}

interface NearRun {
  readonly params: JsonObject;
  readonly document: WorkflowDocument;
  readonly parent?: { readonly depth?: number } | undefined;
}

/** Of a run by itself. */
export function runNotices({ params, document, parent }: NearRun): readonly Reason[] {
  return said([
    nearLimit('params', paramsBytes(params), MAX_PARAMS_BYTES),
    nearLimit('tasks', documentTasks(document).length, MAX_TASKS),
    nearLimit('nested_runs', parent?.depth ?? 0, MAX_DEPTH),
  ]);
}

/** Of a task run with children. */
export function childNotices({
  of = 0,
  rounds,
}: {
  readonly of?: number | undefined;
  readonly rounds: number;
}): readonly Reason[] {
  return said([nearLimit('items', of, MAX_ITEMS), nearLimit('rounds', rounds, MAX_ROUNDS)]);
}

const said = (reasons: readonly (Reason | undefined)[]): readonly Reason[] =>
  reasons.filter((reason) => reason !== undefined);
