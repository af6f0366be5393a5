/**
 * How lists and catalogue talk to the pool: rows out, errors of the database as errors of the catalogue.
 * A statement with a name is planned once per connection. One without is planned for its values each time:
 * right where a filter may be absent, since a plan for all cases would be the plan for the worst one.
 */
import { CarillonError } from '@carillon/core';
import type pg from 'pg';

export interface ReadStatement {
  readonly name?: string;
  readonly text: string;
}

export interface Reader {
  rows<R extends object>(statement: ReadStatement, values: readonly unknown[]): Promise<R[]>;
  /** Runs the work in one transaction; rolls back when it throws. */
  transaction<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
}

export function createReader(pool: pg.Pool): Reader {
  const reader = readerOn(pool, async (work) => {
    const client = await pool.connect().catch(rethrow);
    let broken: Error | undefined;
    try {
      const inside = readerOn(client, (nested) => nested(inside));
      await inside.rows({ text: 'begin' }, []);
      const result = await work(inside);
      await inside.rows({ text: 'commit' }, []);
      return result;
    } catch (error) {
      // A connection that cannot even roll back is not given to the next caller.
      await client.query('rollback').catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  });
  return reader;
}

function readerOn(on: pg.Pool | pg.PoolClient, transaction: Reader['transaction']): Reader {
  return {
    async rows<R extends object>(statement: ReadStatement, values: readonly unknown[]): Promise<R[]> {
      const result = await on.query<R>({ ...statement, values: [...values] }).catch(rethrow);
      return result.rows;
    },
    transaction,
  };
}

/** SQLSTATE classes and driver codes that mean "not now". */
const UNAVAILABLE = /^(08|53|57P|57014|ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EAI_AGAIN)/;
const BUSY = /^(55P03|40001|40P01)$/;

function rethrow(error: unknown): never {
  throw toCarillonError(error);
}

export function toCarillonError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof CarillonError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (BUSY.test(code)) {
    return new CarillonError({
      code: 'CONFLICT_BUSY',
      message: 'another change of the same object is under way',
      hint: 'Try again.',
      cause: error,
    });
  }
  const isDriverTimeout = code === '' && /timeout|terminat|Connection/i.test(error.message);
  if (UNAVAILABLE.test(code) || isDriverTimeout) {
    return new CarillonError({
      code: 'STORE_UNAVAILABLE',
      message: 'the database does not answer',
      hint: 'Try again in a moment.',
      cause: error,
    });
  }
  return error;
}
