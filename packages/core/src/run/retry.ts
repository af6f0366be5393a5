/**
 * What follows a failed or lost attempt (GUARANTEES 9.2). Delays are full jitter for exponential back-off,
 * ±10 % for fixed, seeded by task run and attempt, so that every node computes the same one.
 */
import type { BackoffPlan, RetryPlan, RetryRule } from '../dag/retry-plan.ts';
import type { Reason } from './states.ts';

/** The exit code by which a program says "do not try again". */
export const EXIT_DO_NOT_RETRY = 78;

export interface FailedAttempt {
  /** Earlier attempts that counted against the user's budget. */
  readonly tries: number;
  /** The same by rules of `retry.on`; what is missing is 0. */
  readonly ruleTries: readonly number[];
  /** Earlier attempts that counted against the platform's. */
  readonly lost: number;
  /** True for an attempt whose worker was lost. */
  readonly wasLost: boolean;
  readonly exitCode: number | undefined;
  readonly reason: Reason | undefined;
  /** What the executor said of it. */
  readonly retryable: boolean;
  /** Since the first attempt began. */
  readonly elapsedMs: number;
  /** Until the task timeout; undefined: there is none. */
  readonly remainingMs: number | undefined;
  readonly seed: string;
}

export type RetryDecision =
  | { readonly kind: 'retry'; readonly delayMs: number; readonly rule: number | undefined }
  | { readonly kind: 'final' };

const FINAL: RetryDecision = { kind: 'final' };

/** @param holds evaluates the condition of a rule */
export function decideRetry(
  policy: RetryPlan,
  attempt: FailedAttempt,
  holds: (condition: string) => boolean,
): RetryDecision {
  if (attempt.remainingMs !== undefined && attempt.remainingMs <= 0) return FINAL;
  if (attempt.wasLost) return attempt.lost < policy.lost ? { kind: 'retry', delayMs: 0, rule: undefined } : FINAL;
  if (!policy.rules) {
    const worth = attempt.retryable && attempt.exitCode !== EXIT_DO_NOT_RETRY;
    return worth ? within(policy, attempt, policy, attempt.tries, undefined) : FINAL;
  }
  const no = policy.rules.findIndex((rule) => matches(rule, attempt, holds));
  const rule = policy.rules[no];
  return rule ? within(policy, attempt, rule, attempt.ruleTries[no] ?? 0, no) : FINAL;
}

function within(
  policy: RetryPlan,
  attempt: FailedAttempt,
  backoff: BackoffPlan,
  tries: number,
  rule: number | undefined,
): RetryDecision {
  if (tries >= backoff.max) return FINAL;
  const delayMs = retryDelayMs(backoff, tries, attempt.seed);
  if (policy.maxElapsedMs !== undefined && attempt.elapsedMs + delayMs > policy.maxElapsedMs) return FINAL;
  if (attempt.remainingMs !== undefined && delayMs >= attempt.remainingMs) return FINAL;
  return { kind: 'retry', delayMs, rule };
}

/** Exit 78, and what the executor holds for hopeless, is tried again only where a rule names it. */
function matches(rule: RetryRule, attempt: FailedAttempt, holds: (condition: string) => boolean): boolean {
  const { exitCode, reason } = attempt;
  const namesCode = exitCode !== undefined && (rule.exitCodes?.has(exitCode) ?? false);
  const error = reason?.params?.['error'];
  const namesError =
    reason !== undefined &&
    ((rule.errors?.has(reason.code) ?? false) || (typeof error === 'string' && (rule.errors?.has(error) ?? false)));
  if (rule.exitCodes && !namesCode) return false;
  if (rule.errors && !namesError) return false;
  const hopeless = exitCode === EXIT_DO_NOT_RETRY ? !namesCode : !attempt.retryable && !namesCode && !namesError;
  return !hopeless && (rule.when === undefined || holds(rule.when));
}

/** @param tries failed tries so far, 0 before the first retry */
export function retryDelayMs(policy: BackoffPlan, tries: number, seed: string): number {
  const unit = unitHash(seed);
  if (policy.backoff === 'fixed') return Math.round(Math.min(policy.capMs, policy.initialMs) * (0.9 + 0.2 * unit));
  // 2^30 × any initial delay passes every cap; a larger exponent would only lose precision.
  const ceiling = Math.min(policy.capMs, policy.initialMs * 2 ** Math.min(tries, 30));
  return Math.round(unit * ceiling);
}

/** FNV-1a with a final avalanche (murmur3's), as a number in [0, 1): spreads seeds, not for secrets. */
export function unitHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) / 2 ** 32;
}
