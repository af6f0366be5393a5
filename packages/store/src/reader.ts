/**
 * How lists and catalogue talk to the pool: rows out, errors of the database as errors of the catalogue.
 * A statement with a name is planned once per connection. One without is planned for its values each time:
 * right where a filter may be absent, since a plan for all cases would be the plan for the worst one, and dear where it
 * reads history, of which every partition is planned.
 */
import type pg from 'pg';
import { isBroken, toCarillonError } from './store-errors.ts';

export interface ReadStatement {
  readonly name?: string;
  readonly text: string;
}

export interface Reader {
  rows<R extends object>(statement: ReadStatement, values: readonly unknown[]): Promise<R[]>;
  /** Runs the work in one transaction; rolls back when it throws. */
  transaction<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
}

/** @param planned where statements with a name go, outside transactions: its connections keep one plan for all values */
export function createReader(pool: pg.Pool, planned: pg.Pool = pool): Reader {
  const reader = readerOn(
    ({ name }) => (name === undefined ? pool : planned),
    async (work) => {
      const client = await pool.connect().catch(rethrow);
      let broken: Error | undefined;
      try {
        const inside = readerOf(client);
        await inside.rows({ text: 'begin' }, []);
        const result = await work(inside);
        await inside.rows({ text: 'commit' }, []);
        return result;
      } catch (error) {
        // A connection that broke, or cannot even roll back, is not given to the next caller.
        if (isBroken((error as Error).cause)) broken = error as Error;
        else
          await client.query('rollback').catch((failure: Error) => {
            broken = failure;
          });
        throw error;
      } finally {
        client.release(broken);
      }
    },
  );
  return reader;
}

/** Inside a transaction that the client is in: that is the one transaction there is. */
export function readerOf(client: pg.PoolClient): Reader {
  const inside: Reader = readerOn(
    () => client,
    (work) => work(inside),
  );
  return inside;
}

function readerOn(
  placeOf: (statement: ReadStatement) => pg.Pool | pg.PoolClient,
  transaction: Reader['transaction'],
): Reader {
  return {
    async rows<R extends object>(statement: ReadStatement, values: readonly unknown[]): Promise<R[]> {
      const result = await placeOf(statement)
        .query<R>({ ...statement, values: [...values] })
        .catch(rethrow);
      return result.rows;
    },
    transaction,
  };
}

function rethrow(error: unknown): never {
  throw toCarillonError(error);
}
