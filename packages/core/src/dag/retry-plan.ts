/** After which failures a task is tried again, how often and after how long. */
import type { RetryBackoff, TaskDocument } from '../definition/document.ts';
import { durationMs } from '../definition/units.ts';

export interface BackoffPlan {
  /** Tries after the first that the user granted. */
  readonly max: number;
  readonly backoff: 'exponential' | 'fixed';
  readonly initialMs: number;
  readonly capMs: number;
}

/** Matches when all that it names does. */
export interface RetryRule extends BackoffPlan {
  readonly exitCodes: ReadonlySet<number> | undefined;
  readonly errors: ReadonlySet<string> | undefined;
  readonly when: string | undefined;
}

export interface RetryPlan extends BackoffPlan {
  /** Tries after a lost worker that the platform grants. */
  readonly lost: number;
  /** From the start of the first attempt to that of the last. */
  readonly maxElapsedMs?: number | undefined;
  /** The first that matches decides; undefined: all failures but exit 78 are tried again. */
  readonly rules?: readonly RetryRule[] | undefined;
}

export function compileRetry(task: TaskDocument): RetryPlan {
  const retry = task.retry ?? {};
  const policy = backoffPlan(retry, { max: 0, backoff: 'exponential', initialMs: 5_000, capMs: 3_600_000 });
  return {
    ...policy,
    lost: retry.lost ?? 3,
    maxElapsedMs: durationMs(retry.maxElapsed),
    rules: retry.on?.map((rule) => ({
      ...backoffPlan(rule, policy),
      exitCodes: rule.exitCodes && new Set(rule.exitCodes),
      errors: rule.errors && new Set(rule.errors),
      when: rule.when,
    })),
  };
}

function backoffPlan(given: RetryBackoff, otherwise: BackoffPlan): BackoffPlan {
  return {
    max: given.max ?? otherwise.max,
    backoff: given.backoff ?? otherwise.backoff,
    initialMs: durationMs(given.initial) ?? otherwise.initialMs,
    capMs: durationMs(given.cap) ?? otherwise.capMs,
  };
}
