import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RetryPlan, RetryRule } from '../dag/retry-plan.ts';
import { decideRetry as decide, type FailedAttempt, retryDelayMs } from './retry.ts';

const policy: RetryPlan = { max: 3, backoff: 'exponential', initialMs: 5_000, capMs: 3_600_000, lost: 2 };
const failed: FailedAttempt = {
  tries: 0,
  ruleTries: [],
  lost: 0,
  wasLost: false,
  exitCode: 1,
  reason: { code: 'EXIT_CODE' },
  retryable: true,
  elapsedMs: 0,
  remainingMs: undefined,
  seed: 's',
};
const decideRetry = (plan: RetryPlan, attempt: FailedAttempt) => decide(plan, attempt, (when) => when === 'true');
const rule = (more: Partial<RetryRule>): RetryRule => ({
  max: 3,
  backoff: 'fixed',
  initialMs: 1_000,
  capMs: 1_000,
  exitCodes: undefined,
  errors: undefined,
  when: undefined,
  ...more,
});

describe('retry', () => {
  it('stays within full jitter of the exponential back-off and its cap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.string(), (tries, seed) => {
        const delay = retryDelayMs(policy, tries, seed);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(Math.min(policy.capMs, policy.initialMs * 2 ** tries));
      }),
    );
  });

  it('keeps a fixed back-off within ten per cent', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const delay = retryDelayMs({ ...policy, backoff: 'fixed' }, 5, seed);
        expect(delay).toBeGreaterThanOrEqual(4_500);
        expect(delay).toBeLessThanOrEqual(5_500);
      }),
    );
  });

  it('is the same on every node', () => {
    expect(retryDelayMs(policy, 4, 'run/1/4')).toBe(retryDelayMs(policy, 4, 'run/1/4'));
  });

  it('ends when the budget is used up, and a lost worker uses its own', () => {
    expect(decideRetry(policy, { ...failed, tries: 2 }).kind).toBe('retry');
    expect(decideRetry(policy, { ...failed, tries: 3 }).kind).toBe('final');
    expect(decideRetry(policy, { ...failed, tries: 3, wasLost: true })).toEqual({
      kind: 'retry',
      delayMs: 0,
      rule: undefined,
    });
    expect(decideRetry(policy, { ...failed, lost: 2, wasLost: true }).kind).toBe('final');
    expect(decideRetry({ ...policy, lost: 0 }, { ...failed, wasLost: true }).kind).toBe('final');
  });

  it('never tries again after exit 78 or an error that another try cannot mend', () => {
    expect(decideRetry(policy, { ...failed, exitCode: 78 }).kind).toBe('final');
    expect(decideRetry(policy, { ...failed, retryable: false }).kind).toBe('final');
  });

  it('retries only on the chosen exit codes', () => {
    const chosen = { ...policy, rules: [rule({ exitCodes: new Set([7]) })] };
    expect(decideRetry(chosen, { ...failed, exitCode: 7 }).kind).toBe('retry');
    expect(decideRetry(chosen, { ...failed, exitCode: 1 }).kind).toBe('final');
  });

  it('lets the first rule that matches decide, with a counter of its own', () => {
    const rules = [
      rule({ exitCodes: new Set([7]), max: 1 }),
      rule({ errors: new Set(['OOM_KILLED', 'TimeoutError']) }),
      rule({ when: 'true', exitCodes: new Set([1]) }),
    ];
    const plan = { ...policy, max: 0, rules };
    const ruleOf = (more: Partial<FailedAttempt>): number | string => {
      const decision = decideRetry(plan, { ...failed, ...more });
      return decision.kind === 'final' ? 'final' : (decision.rule ?? 'none');
    };
    expect(ruleOf({ exitCode: 7 })).toBe(0);
    expect(ruleOf({ exitCode: 7, ruleTries: [1] })).toBe('final');
    expect(ruleOf({ exitCode: 7, tries: 9, ruleTries: [0, 9, 9] })).toBe(0);
    expect(ruleOf({ reason: { code: 'OOM_KILLED' }, exitCode: undefined })).toBe(1);
    expect(ruleOf({ reason: { code: 'USER_ERROR', params: { error: 'TimeoutError' } }, exitCode: undefined })).toBe(1);
    expect(ruleOf({ reason: { code: 'USER_ERROR', params: { error: 'Other' } }, exitCode: undefined })).toBe('final');
    expect(ruleOf({ exitCode: 1 })).toBe(2);
    expect(ruleOf({ exitCode: 2 })).toBe('final');
  });

  it('takes what is held for hopeless only by name', () => {
    const any = { ...policy, rules: [rule({ when: 'true' })] };
    expect(decideRetry(any, { ...failed, exitCode: 78 }).kind).toBe('final');
    expect(decideRetry(any, { ...failed, retryable: false }).kind).toBe('final');
    const named = {
      ...policy,
      rules: [rule({ exitCodes: new Set([78]) }), rule({ errors: new Set(['SECRET_MISSING']) })],
    };
    expect(decideRetry(named, { ...failed, exitCode: 78 }).kind).toBe('retry');
    expect(
      decideRetry(named, { ...failed, exitCode: undefined, retryable: false, reason: { code: 'SECRET_MISSING' } }).kind,
    ).toBe('retry');
  });

  it('ends when no further try fits into what is left of the time', () => {
    const fixed: RetryPlan = { ...policy, backoff: 'fixed', initialMs: 1_000, maxElapsedMs: 10_000 };
    expect(decideRetry(fixed, { ...failed, elapsedMs: 8_000 }).kind).toBe('retry');
    expect(decideRetry(fixed, { ...failed, elapsedMs: 9_500 }).kind).toBe('final');
    expect(decideRetry(policy, { ...failed, remainingMs: 0 }).kind).toBe('final');
    expect(decideRetry(policy, { ...failed, remainingMs: 0, wasLost: true }).kind).toBe('final');
    expect(decideRetry({ ...fixed, maxElapsedMs: undefined }, { ...failed, remainingMs: 800 }).kind).toBe('final');
    expect(decideRetry({ ...fixed, maxElapsedMs: undefined }, { ...failed, remainingMs: 1_200 }).kind).toBe('retry');
  });
});
