/** The rows of a task's last statement, read in portions: a result of millions of rows never stands in memory. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { basename } from 'node:path';
import { finished } from 'node:stream/promises';
import type { AttemptContext, Json, JsonObject } from '@carillon/plugin-api';
import type pg from 'pg';
import { csvRecord } from '../postgres/csv.ts';
import type { Statement } from '../postgres/statements.ts';
import { toBound, toJson } from '../postgres/values.ts';

const MAX_ROWS = 1_000;
/** Of the rows in the outputs, as JSON, with some space left for the rest. */
const MAX_ROWS_BYTES = 240 * 1024;
const PORTION = 1_000;

export interface LastResult {
  readonly rowCount: number;
  readonly rows: readonly JsonObject[];
}

/** The next rows; none at the end. */
interface Rows {
  readonly fields: readonly string[];
  readonly count: number;
  readonly portion: readonly (readonly Json[])[];
  next(): Promise<Rows | undefined>;
}

/** Statements a cursor can be opened for; everything else gives its rows at once. */
const READS = /^(select|values|table)$/;
const WRITES = /\b(into|insert|update|delete|merge)\b/i;

export async function openRows(client: pg.Client, { text, values, verb }: Statement): Promise<Rows> {
  const bound = values.map(toBound);
  const query = (sql: string, parameters: unknown[] = []) =>
    client.query<unknown[]>({ text: sql, values: parameters, rowMode: 'array' });
  const rowsOf = ({ fields, rows, rowCount }: pg.QueryArrayResult<unknown[]>, next: Rows['next']): Rows => ({
    fields: (fields ?? []).map((field) => field.name),
    portion: rows.map((row) => row.map(toJson)),
    count: rowCount ?? 0,
    next,
  });
  if (!READS.test(verb) || WRITES.test(text)) return rowsOf(await query(text, bound), () => Promise.resolve(undefined));
  await query(`declare carillon_rows no scroll cursor for ${text}`, bound);
  const fetchMore = async (): Promise<Rows | undefined> => {
    const result = await query(`fetch ${PORTION} from carillon_rows`);
    return result.rows.length === 0 ? undefined : rowsOf(result, fetchMore);
  };
  return rowsOf(await query(`fetch ${PORTION} from carillon_rows`), fetchMore);
}

/** Keeps what fits into the outputs and, with `saveTo`, writes everything to that file. */
export async function readRows(first: Rows, context: AttemptContext, saveTo: string | undefined): Promise<LastResult> {
  const file = saveTo === undefined ? undefined : createWriteStream(saveTo, { mode: 0o600 });
  file?.write(csvRecord(first.fields));
  const rows: JsonObject[] = [];
  let rowCount = 0;
  let room = MAX_ROWS_BYTES;
  for (let page: Rows | undefined = first; page; page = await page.next()) {
    rowCount += page.count;
    for (const values of page.portion) {
      if (rows.length < MAX_ROWS && room > 0) {
        const row = Object.fromEntries(first.fields.map((name, at) => [name, values[at] as Json]));
        room -= Buffer.byteLength(JSON.stringify(row)) + 1;
        if (room >= 0) rows.push(row);
      }
      if (file && !file.write(csvRecord(values))) await once(file, 'drain');
    }
    if (page.portion.length === 0) break;
  }
  if (file) {
    file.end();
    await finished(file);
  }
  context.log.line(
    'system',
    `the last statement gave ${rowCount} rows${saveTo === undefined ? '' : `, written to ${basename(saveTo)}`}`,
  );
  if (rows.length < rowCount && first.fields.length > 0)
    context.log.line('system', `the first ${rows.length} of them are in the outputs`);
  return { rowCount, rows };
}
