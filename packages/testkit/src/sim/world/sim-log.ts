/**
 * The log of simulated programs: nobody reads it, but for mistakes of the program itself. What the store or the wire did
 * to it is meant; a value that is not there, or an operation that the model lacks, is not.
 */
import { createLogger, type Logger } from '@carillon/runtime';

/** Made before any clock is taken away. */
const silent = createLogger({ name: 'simulation', level: 'silent' });

export function createSimLog(onMistake: (told: string) => void): Logger {
  const say = (fields: unknown, message?: string): void => {
    const error = (fields as { readonly err?: unknown } | undefined)?.err;
    if (error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError)
      onMistake(`${message ?? ''}: ${error.message}`);
  };
  return Object.assign(Object.create(silent) as Logger, { warn: say, error: say, fatal: say });
}
