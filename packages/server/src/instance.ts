/** One program per data directory; the second is told where the first one is. */
import type { DataDirectory } from './data-directory.ts';
import { AlreadyRunningError, lockInstance } from './instance-lock.ts';
import { readRunningServer } from './running-server.ts';

/** Gives back how to let go. */
export async function claimDataDirectory(data: DataDirectory): Promise<() => Promise<void>> {
  try {
    return await lockInstance(data.run);
  } catch (error) {
    if (!(error instanceof AlreadyRunningError)) throw error;
    const running = await readRunningServer(data.run);
    const where = running?.pid === error.pid ? `at ${running.url}` : 'and is starting or stopping';
    throw new Error(
      `Carillon already runs on ${data.root} (pid ${error.pid}) ${where}; stop it first, or choose another place with CARILLON_DATA_DIR`,
      { cause: error },
    );
  }
}
