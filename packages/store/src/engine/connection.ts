/**
 * One connection of the engine with the statements it has prepared. It reconnects at the next use after it
 * broke; a statement whose connection broke is reported as failed although it may have committed, and the
 * callers re-read by key (GUARANTEES 5.6). Deadlocks and serialisation failures are run again, whole.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Database, Statement } from '../database.ts';
import { isBroken } from '../store-errors.ts';
import { type Row, rowsOf } from './rows.ts';

const RETRIED: ReadonlySet<string> = new Set(['40P01', '40001', '55P03']);
const MAX_TRIES = 5;

export interface EngineConnection {
  /** Rows as arrays, in the order of the select list. Calls on one connection run one after another. */
  query(statement: Statement, values: readonly unknown[]): Promise<readonly Row[]>;
  /** Statements that stand or fall together; run again, whole, where one statement would be. */
  transaction<T>(work: (query: EngineConnection['query']) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function createEngineConnection(database: Database): EngineConnection {
  let current: Promise<pg.Client> | undefined;
  let opened: pg.Client | undefined;

  const open = (): Promise<pg.Client> => {
    const opening = database.engineClient().then((client) => {
      const forget = (): void => {
        if (current === opening) current = undefined;
      };
      client.on('error', forget);
      client.on('end', forget);
      opened = client;
      return client;
    });
    current = opening;
    opening.catch(() => {
      if (current === opening) current = undefined;
    });
    return opening;
  };

  /** A silent one would let every later statement wait behind the one that nobody answers. */
  const discard = (broken: pg.Client): void => {
    if (opened === broken) current = undefined;
    void broken.end();
  };

  const persistently = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries++) {
      const client = await (current ?? open());
      try {
        return await work(client);
      } catch (error) {
        if (isBroken(error)) discard(client);
        const code = (error as { code?: string }).code;
        if (code === undefined || !RETRIED.has(code) || tries >= MAX_TRIES) throw error;
        await delay(Math.random() * 10 * 2 ** tries);
      }
    }
  };
  let tail: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const result = tail.then(() => persistently(work));
    tail = result.catch(() => undefined);
    return result;
  };

  return {
    query: (statement, values) => inTurn((client) => rowsOf(client, statement, values)),
    transaction: (work) =>
      inTurn(async (client) => {
        await client.query('begin');
        try {
          const result = await work((statement, values) => rowsOf(client, statement, values));
          await client.query('commit');
          return result;
        } catch (error) {
          // A connection that cannot even roll back is broken, and with it its transaction.
          if (!isBroken(error)) await client.query('rollback').catch(() => client.end());
          throw error;
        }
      }),
    async close() {
      const last = current;
      current = undefined;
      await (await last?.catch(() => undefined))?.end();
    },
  };
}
