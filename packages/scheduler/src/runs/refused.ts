/**
 * The store refuses a value by failing the whole statement, so one bad report would take a batch with it, again
 * with every repetition. Such a batch is halved until the bad one stands alone.
 */

/** Data exceptions, violated constraints, and what is too large for an index: the statement would fail again. */
export function isRefused(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' && /^(2[23]...|54000)$/.test(code);
}

/** @param refused hears of an item that the store refuses by itself; other errors are thrown */
export async function writeDivided<T>(
  batch: readonly T[],
  write: (items: readonly T[]) => Promise<void>,
  refused: (item: T, error: unknown) => void,
): Promise<void> {
  try {
    await write(batch);
  } catch (error) {
    if (!isRefused(error)) throw error;
    const [only] = batch;
    if (only !== undefined && batch.length === 1) return refused(only, error);
    const middle = Math.ceil(batch.length / 2);
    await writeDivided(batch.slice(0, middle), write, refused);
    await writeDivided(batch.slice(middle), write, refused);
  }
}
