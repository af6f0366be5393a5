/** Errors of the database as errors of the catalogue, as far as they are about the store and not about what it was asked. */
import { CarillonError, said } from '@carillon/core';

/** SQLSTATE classes and driver codes that mean "not now". */
const UNAVAILABLE = /^(08|53|57P|57014|58|ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOENT)/;
/** The server ended the connection, or the network did; and what any other answer is not. */
const BROKEN = /^(08|57P|E[A-Z]{2})/;
const BUSY = /^(55P03|40001|40P01)$/;
const READ_ONLY = '25006';
const DISK_FULL = '53100';
/** The driver's own errors have no code. */
const DRIVER = /timeout|terminat|Connection|not queryable|connection error/i;

/** What the pool says to who waited for a connection in vain; one that could not be made says something else. */
const POOL_BUSY = 'timeout exceeded when trying to connect';

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');

export function toCarillonError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof CarillonError) return error;
  const code = codeOf(error);
  if (BUSY.test(code)) {
    return new CarillonError({
      code: 'CONFLICT_BUSY',
      message: said`another change of the same object is under way`,
      hint: said`Try again.`,
      cause: error,
    });
  }
  if (code === READ_ONLY || code === DISK_FULL) {
    return new CarillonError({
      code: 'STORE_READ_ONLY',
      message: said`the database takes no writes${code === DISK_FULL ? said`: its disk is full` : ''}`,
      hint: said`Nothing that was accepted is lost, and running tasks go on. Try again when it takes writes.`,
      cause: error,
    });
  }
  if (error.message === POOL_BUSY) {
    return new CarillonError({
      code: 'STORE_BUSY',
      message: said`all connections of this server to the database have been in use for 3 s`,
      hint: said`Try again in a moment, or ask another server.`,
      cause: error,
    });
  }
  if (UNAVAILABLE.test(code) || (code === '' && DRIVER.test(error.message))) {
    return new CarillonError({
      code: 'STORE_UNAVAILABLE',
      message: said`the database does not answer`,
      hint: said`Try again in a moment.`,
      cause: error,
    });
  }
  return error;
}

/** Whether the connection is of no use any more, or may be: it was ended, or nobody answers on it. */
export function isBroken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  return code === '' ? DRIVER.test(error.message) : BROKEN.test(code);
}

/** The same functions, whose errors say what is the store's fault. */
export function tellingStoreErrors<T extends object>(functions: T): T {
  const telling = Object.entries(functions).map(([name, run]) => [
    name,
    typeof run === 'function'
      ? (...values: unknown[]): unknown => {
          const answer = (run as (...values: unknown[]) => unknown)(...values);
          // What gives its rows one by one is no promise, and is read as it is.
          return answer instanceof Promise ? answer.catch(rethrow) : answer;
        }
      : run,
  ]);
  return Object.fromEntries(telling) as T;
}

function rethrow(error: unknown): never {
  throw toCarillonError(error);
}
