/** Why a run that was accepted does not start at once, and what is recorded of it. */
import type { Reason } from '../run/states.ts';
import type { LimitClaim, RecordedLimits } from './limit-claims.ts';

export interface HeldStart {
  readonly kind: 'limit' | 'window';
  readonly reason: Reason;
  /** Undefined while requests are collected: parameters, and with them keys, may change. */
  readonly limits: RecordedLimits | undefined;
}

/** What is said of something that waits for limits before any of them was looked at. */
export function limitReason([first]: readonly LimitClaim[]): Reason {
  if (!first) return { code: 'CONCURRENCY_LIMIT' };
  const params = { limit: first.name, ...(first.key !== '' && { key: first.key }) };
  return first.max === undefined
    ? { code: 'RATE_LIMIT', params }
    : { code: 'CONCURRENCY_LIMIT', params: { ...params, max: first.max } };
}
