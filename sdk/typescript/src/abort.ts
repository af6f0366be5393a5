/**
 * Aborting that outlives a garbage collection. On Node 20 `fetch` and `AbortSignal.any` follow a signal weakly:
 * once the request is collected, nothing cuts off the body that is still being read. So signals are chained by
 * listeners of our own, and whoever waits for a body listens itself.
 */

export interface LinkedController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
  /** Lets go of the parent, which may live much longer. */
  release(): void;
}

/** Aborts with its parent, or by itself. */
export function linkedTo(parent: AbortSignal | undefined): LinkedController {
  const controller = new AbortController();
  const follow = () => controller.abort(parent?.reason);
  if (parent?.aborted) follow();
  else parent?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    release: () => parent?.removeEventListener('abort', follow),
  };
}

/** The promise, or the signal's reason as a rejection when it aborts first. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    promise.catch(() => undefined); // nobody waits for it any more
  }
}
