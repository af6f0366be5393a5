import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RetryPlan } from '../dag/plan.ts';
import { decideRetry, retryDelayMs } from './retry.ts';

const policy: RetryPlan = { max: 3, backoff: 'exponential', initialMs: 5_000, capMs: 3_600_000, lost: 2 };
const failed = { tries: 0, lost: 0, wasLost: false, exitCode: 1, retryable: true, seed: 's' };

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
    expect(decideRetry(policy, { ...failed, tries: 3, wasLost: true })).toEqual({ kind: 'retry', delayMs: 0 });
    expect(decideRetry(policy, { ...failed, lost: 2, wasLost: true }).kind).toBe('final');
    expect(decideRetry({ ...policy, lost: 0 }, { ...failed, wasLost: true }).kind).toBe('final');
  });

  it('never tries again after exit 78 or an error that another try cannot mend', () => {
    expect(decideRetry(policy, { ...failed, exitCode: 78 }).kind).toBe('final');
    expect(decideRetry(policy, { ...failed, retryable: false }).kind).toBe('final');
  });

  it('retries only on the chosen exit codes', () => {
    const chosen = { ...policy, exitCodes: new Set([7]) };
    expect(decideRetry(chosen, { ...failed, exitCode: 7 }).kind).toBe('retry');
    expect(decideRetry(chosen, { ...failed, exitCode: 1 }).kind).toBe('final');
  });
});
