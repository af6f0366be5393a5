/** What a program of the tests builds may be called off at any time, by TERM or Ctrl-C: nothing is left of it then. */

const CALLED_OFF = 2;

export interface Built {
  remove(): Promise<void>;
}

/**
 * Builds something, uses it, and removes it, however that ends. Called off, it is removed and the process exits with 2.
 *
 * @param build should end early when it is called off; what it has built all the same is removed
 */
export async function unlessCalledOff<B extends Built, R>(
  build: (signal: AbortSignal) => Promise<B>,
  use: (built: B) => Promise<R>,
): Promise<R> {
  const calledOff = new AbortController();
  const { signal } = calledOff;
  const callOff = (): void => calledOff.abort();
  process.on('SIGINT', callOff).on('SIGTERM', callOff);
  try {
    const built = await build(signal).catch((error: unknown) => {
      // What ended because it was told to is no failure to tell of.
      if (signal.aborted) process.exit(CALLED_OFF);
      throw error;
    });
    let removing: Promise<void> | undefined;
    const remove = (): Promise<void> => (removing ??= built.remove());
    const leave = (): void => void remove().finally(() => process.exit(CALLED_OFF));
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave);
    try {
      return await use(built);
    } finally {
      await remove();
    }
  } finally {
    process.off('SIGINT', callOff).off('SIGTERM', callOff);
  }
}
