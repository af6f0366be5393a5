/**
 * What follows a failed or lost attempt (GUARANTEES 9.2). Delays are full jitter for exponential back-off,
 * ±10 % for fixed, seeded by task run and attempt, so that every node computes the same one.
 */
import type { RetryPlan } from '../dag/plan.ts';

/** The exit code by which a program says "do not try again". */
export const EXIT_DO_NOT_RETRY = 78;

export interface FailedAttempt {
  /** Earlier attempts that counted against the user's budget. */
  readonly tries: number;
  /** Earlier attempts that counted against the platform's. */
  readonly lost: number;
  /** True for an attempt whose worker was lost. */
  readonly wasLost: boolean;
  readonly exitCode: number | undefined;
  /** What the executor said of it. */
  readonly retryable: boolean;
  readonly seed: string;
}

export type RetryDecision = { readonly kind: 'retry'; readonly delayMs: number } | { readonly kind: 'final' };

export function decideRetry(policy: RetryPlan, attempt: FailedAttempt): RetryDecision {
  if (attempt.wasLost) {
    return attempt.lost < policy.lost ? { kind: 'retry', delayMs: 0 } : { kind: 'final' };
  }
  if (!attempt.retryable || attempt.tries >= policy.max || !exitCodeAllows(policy, attempt.exitCode))
    return { kind: 'final' };
  return { kind: 'retry', delayMs: retryDelayMs(policy, attempt.tries, attempt.seed) };
}

/** @param tries failed tries so far, 0 before the first retry */
export function retryDelayMs(policy: RetryPlan, tries: number, seed: string): number {
  const unit = unitHash(seed);
  if (policy.backoff === 'fixed') return Math.round(Math.min(policy.capMs, policy.initialMs) * (0.9 + 0.2 * unit));
  // 2^30 × any initial delay passes every cap; a larger exponent would only lose precision.
  const ceiling = Math.min(policy.capMs, policy.initialMs * 2 ** Math.min(tries, 30));
  return Math.round(unit * ceiling);
}

function exitCodeAllows(policy: RetryPlan, exitCode: number | undefined): boolean {
  if (exitCode === EXIT_DO_NOT_RETRY) return false;
  return policy.exitCodes === undefined || (exitCode !== undefined && policy.exitCodes.has(exitCode));
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
