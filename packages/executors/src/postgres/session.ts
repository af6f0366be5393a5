/** One connection for one attempt: a transaction that a stop cancels, and errors that say whose fault they are. */
import {
  type AttemptContext,
  type AttemptResult,
  failure,
  problemReason,
  type Reason,
  type Said,
  said,
  SaidError,
  userError,
} from '@carillon/plugin-api';
import pg from 'pg';
import { StatementProblem } from './statements.ts';
import { jsonTypes } from './values.ts';

const CONNECT_MS = 5_000;

/** Runs `work` in a transaction; whatever it returns is committed, whatever it throws is undone. */
export async function inTransaction(
  context: AttemptContext,
  mode: 'read write' | 'read only',
  work: (client: pg.Client) => Promise<AttemptResult>,
): Promise<AttemptResult> {
  const name = context.with['connection'] as string;
  const connection = context.connection(name);
  if (!connection)
    return refused(said`the connection "${name}" is not known to this worker; add it to the worker's connections`);
  if (connection.kind !== 'postgres')
    return refused(said`the connection "${name}" is of kind ${connection.kind}; postgres is needed`);
  const options: pg.ClientConfig = {
    connectionString: connection.url,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'carillon task',
    types: jsonTypes,
  };
  const client = new pg.Client(options);
  // A connection that breaks between two statements would otherwise end the worker.
  client.on('error', (error) => context.log.line('system', `the connection broke: ${error.message}`));
  client.on('notice', ({ severity, message }) => context.log.line('system', `${severity}: ${message}`));
  const cancel = (): void => void cancelQuery(client, options, context);
  try {
    await client.connect();
    context.signal.addEventListener('abort', cancel);
    if (context.signal.aborted) return stopped(context);
    await client.query(`begin ${mode}`);
    const result = await work(client);
    if (context.signal.aborted) return stopped(context);
    await client.query('commit');
    return result;
  } catch (error) {
    return context.signal.aborted ? stopped(context) : failed(error);
  } finally {
    context.signal.removeEventListener('abort', cancel);
    // Also the rollback: a transaction ends with its connection.
    await client.end().catch(() => undefined);
  }
}

function stopped(context: AttemptContext): AttemptResult {
  return { outcome: 'stopped', reason: context.signal.reason as Reason };
}

export function refused(problem: Said): AttemptResult {
  return failure(problemReason('START_FAILED', problem), { retryable: false });
}

/** PostgreSQL takes a cancellation on another connection only. */
async function cancelQuery(client: pg.Client, options: pg.ClientConfig, context: AttemptContext): Promise<void> {
  const { processID } = client as pg.Client & { processID?: number | null };
  const other = new pg.Client(options);
  other.on('error', () => undefined);
  try {
    await other.connect();
    await other.query('select pg_cancel_backend($1)', [processID]);
  } catch (error) {
    context.log.line(
      'system',
      `the statement could not be cancelled: ${(error as Error).message}; closing its connection`,
    );
    (client as pg.Client & { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  } finally {
    await other.end().catch(() => undefined);
  }
}

/** SQLSTATE classes that another try may pass: connections, resources, operator intervention, conflicts. */
const PASSING = /^(08|53|57|58|40|55)/;

function failed(error: unknown): AttemptResult {
  if (error instanceof StatementProblem) return refused(error.said);
  if (error instanceof SaidError) return failure(userError(error.said));
  const { message, code, detail, where } = error as { message: string; code?: string; detail?: string; where?: string };
  const isSqlState = code !== undefined && /^[0-9A-Z]{5}$/.test(code);
  const text = [message === '' ? String(code) : message, detail, where].filter(Boolean).join('; ');
  return failure(
    { code: 'USER_ERROR', params: { message: text.slice(0, 2_000), ...(isSqlState ? { sqlState: code } : {}) } },
    { retryable: !isSqlState || PASSING.test(code) },
  );
}
