/** When and how long to wait before a call is made again. Pure, apart from {@link pause}. */

export interface RetryPolicy {
  /** Tries after the first. */
  readonly max: number;
  /** Upper bound of the first wait in ms; it doubles with every try. */
  readonly initialMs: number;
  /** No wait is longer than this, except one the server asked for. */
  readonly capMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { max: 4, initialMs: 250, capMs: 8_000 };

/** A wait that the server asked for is honoured up to this; beyond it the caller is told instead. */
const MAX_RETRY_AFTER_MS = 60_000;

/** 429 too many requests, 503 not ready: the request was not carried out and may be sent again. */
export function isRetryableStatus(status: number): boolean {
  return status === 429 || status === 503;
}

/** Full jitter: anything between nothing and the bound, so that many clients do not come back together. */
export function backoffMs(policy: RetryPolicy, retry: number, random: number): number {
  return Math.floor(random * Math.min(policy.capMs, policy.initialMs * 2 ** retry));
}

/** `Retry-After` in ms: seconds or an HTTP date. Undefined when absent, unreadable or unreasonably far. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const waitMs = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  if (Number.isNaN(waitMs) || waitMs > MAX_RETRY_AFTER_MS) return undefined;
  return Math.max(0, waitMs);
}

/** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
