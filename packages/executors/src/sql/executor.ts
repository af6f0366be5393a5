import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type AttemptContext, type Executor, type JsonObject, said, success } from '@carillon/plugin-api';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { artifactPath, badArtifactName } from '../artifact-path.ts';
import { inTransaction, refused } from '../postgres/session.ts';
import { parseStatements, type Statement, StatementProblem } from '../postgres/statements.ts';
import { toBound } from '../postgres/values.ts';
import { type LastResult, openRows, readRows } from './last-result.ts';
import { sqlSchema } from './schema.ts';

interface CopyFields {
  readonly table: string;
  readonly columns?: readonly string[];
  readonly from: string;
  readonly header?: boolean;
}

interface SqlFields {
  readonly query?: string;
  /** The text of `file`, put here when the version was made. */
  readonly script?: string;
  readonly bind?: JsonObject;
  readonly copy?: CopyFields;
  readonly saveAs?: string;
}

/** They would end the one transaction the task is, or pretend to begin another. */
const FORBIDDEN = new Set(['begin', 'start', 'commit', 'end', 'abort', 'rollback', 'prepare']);

export const sqlExecutor: Executor = {
  type: 'sql',
  schema: sqlSchema,
  async run(context) {
    const fields = context.with as unknown as SqlFields;
    let statements: Statement[];
    try {
      statements = parseStatements(fields.query ?? fields.script ?? '', fields.bind);
      statements.forEach(assertAllowed);
    } catch (error) {
      if (error instanceof StatementProblem) return refused(error.said);
      throw error;
    }
    if (statements.length === 0 && !fields.copy) return refused(said`there is no statement to run`);
    const saveTo = fields.saveAs === undefined ? undefined : artifactPath(context, fields.saveAs);
    if (fields.saveAs !== undefined && saveTo === undefined) return refused(badArtifactName(fields.saveAs));
    const input = fields.copy && (await context.fetchArtifact(fields.copy.from));
    return inTransaction(context, 'read write', async (client) => {
      let last: LastResult = { rowCount: 0, rows: [] };
      if (fields.copy) last = { rowCount: await copyInto(client, context, fields.copy, input as string), rows: [] };
      for (const [at, statement] of statements.entries()) {
        if (at < statements.length - 1) await runPlain(client, context, statement);
        else last = await readRows(await openRows(client, statement), context, saveTo);
      }
      const [row] = last.rows;
      return success({ rowCount: last.rowCount, rows: last.rows, ...(row ? { row } : {}) });
    });
  },
};

function assertAllowed({ verb, text }: Statement): void {
  if (
    !FORBIDDEN.has(verb) ||
    /^rollback\s+(work\s+|transaction\s+)?to\b/i.test(text) ||
    /^prepare\s+(?!transaction)/i.test(text)
  )
    return;
  throw new StatementProblem(
    said`"${verb}" is not allowed: all statements of a task are one transaction, committed at its end`,
  );
}

async function runPlain(client: pg.Client, { log }: AttemptContext, { text, values, verb }: Statement): Promise<void> {
  const { rowCount } = await client.query(text, values.map(toBound));
  log.line('system', `${verb}${rowCount === null ? '' : `: ${rowCount} rows`}`);
}

async function copyInto(
  client: pg.Client,
  { log }: AttemptContext,
  { table, columns, header = true }: CopyFields,
  path: string,
): Promise<number> {
  const target = table.split('.').map(pg.escapeIdentifier).join('.');
  const list = columns ? ` (${columns.map(pg.escapeIdentifier).join(', ')})` : '';
  const stream = client.query(copyFrom(`copy ${target}${list} from stdin with (format csv, header ${header})`));
  await pipeline(createReadStream(path), stream);
  log.line('system', `copy into ${table}: ${stream.rowCount} rows`);
  return stream.rowCount;
}
