/**
 * Fixtures of a size: what the platform publishes and carries out itself, multiplied inside the database. Seeded: the same
 * set is the same but for the instants at which its templates ran.
 */
import { parseId } from '@carillon/core';
import type pg from 'pg';
// @ts-expect-error -- measurements are plain JavaScript
import { copiesOf } from '../../bench/src/history/copies.mjs';
import type { Platform } from '../e2e/platform.ts';
import { until } from '../e2e/until.ts';

export interface Sizes {
  readonly workflows: number;
  /** Ended runs. */
  readonly runs: number;
  /** Tasks of the graphs that are looked at. */
  readonly graph: number;
  readonly largeGraph: number;
  /** Items of one `forEach`. */
  readonly items: number;
  /** More than is sent to a browser at once (console/src/run/use-log.ts): such a log opens at its end. */
  readonly logMib: number;
}

export const SETS: Readonly<Record<string, Sizes>> = {
  S: { workflows: 20, runs: 2_000, graph: 500, largeGraph: 2_000, items: 200, logMib: 32 },
  L: { workflows: 5_000, runs: 10_000_000, graph: 500, largeGraph: 2_000, items: 5_000, logMib: 1_024 },
};

/** Addresses of what was made. */
export interface Fixtures {
  readonly graph: string;
  readonly largeGraph: string;
  readonly items: string;
  readonly log: string;
  /** Number of its last line. */
  readonly logEnd: number;
  /** A workflow of 200 tasks with 50 runs. */
  readonly matrix: string;
}

const DAYS = 56;
const MATRIX = { tasks: 200, runs: 50 } as const;
/** Documents in one apply. */
const BATCH = 100;
/** Copies in one statement. */
const COPIES = 250_000;
const LOG_LINE = 64;
const TEMPLATE_KIB = 512;
const TEMPLATE_LINES = (TEMPLATE_KIB * 1_024) / LOG_LINE;
/** How many templates make a log of so many MiB. */
const templatesIn = (mib: number): number => Math.max(1, Math.round((mib * 1_024) / TEMPLATE_KIB));

type Tasks = Readonly<Record<string, object>>;

const noop = (needs: readonly string[] = []): object => ({ type: 'noop', needs });

/** Layers of twenty, each task behind one or two of the layer above: about 1.6 arrows a task. */
function graphOf(count: number): Tasks {
  const width = 20;
  const name = (no: number): string => `t${no}`;
  return Object.fromEntries(
    Array.from({ length: count }, (_, no) => {
      const above = no - width;
      const second = above + ((no * 7) % 5) - 2;
      const isInLayer = Math.floor(second / width) === Math.floor(above / width) && second >= 0;
      const needs = above < 0 ? [] : [...new Set([name(above), ...(isInLayer ? [name(second)] : [])])];
      return [name(no), noop(needs)];
    }),
  );
}

export async function makeFixtures(platform: Platform, database: pg.Client, sizes: Sizes): Promise<Fixtures> {
  await publish(platform, sizes);
  const [graph, largeGraph, items, log, matrix, template] = await Promise.all(
    ['graph', 'large_graph', 'items', 'log', 'matrix', 'w0'].map((workflow) => carriedOut(platform, workflow)),
  );
  if (!graph || !largeGraph || !items || !log || !matrix || !template)
    throw new Error('a run of the fixtures is missing');
  await lengthenLog(database, log, sizes.logMib);
  await copyRuns(database, matrix, { workflows: ['matrix'], runs: MATRIX.runs });
  const workflows = Array.from({ length: sizes.workflows }, (_, no) => `w${no}`);
  await copyRuns(database, template, { workflows, runs: sizes.runs });
  const pageOf = (run: string, view = ''): string => `/p/default/r/${run}${view}`;
  return {
    graph: pageOf(graph, '?view=graph'),
    largeGraph: pageOf(largeGraph, '?view=graph'),
    items: pageOf(items, '?view=graph'),
    log: pageOf(log, '?task=talk&tab=log'),
    logEnd: templatesIn(sizes.logMib) * TEMPLATE_LINES,
    matrix: '/p/default/w/matrix?tab=matrix',
  };
}

async function publish({ client }: Platform, { workflows, graph, largeGraph, items }: Sizes): Promise<void> {
  const script = `i=0; while [ $i -lt ${TEMPLATE_LINES} ]; do printf '%07d %055d\\n' $i 0; i=$((i+1)); done`;
  const own: Readonly<Record<string, { readonly tasks: Tasks; readonly schedule?: object }>> = {
    graph: { tasks: graphOf(graph) },
    large_graph: { tasks: graphOf(largeGraph) },
    items: { tasks: { all: { type: 'noop', forEach: { items: `\${{ range(${items}) }}`, max: 100 } } } },
    log: { tasks: { talk: { type: 'shell', with: { script } } } },
    matrix: { tasks: graphOf(MATRIX.tasks) },
  };
  const many = Array.from({ length: workflows }, (_, no) => [
    `w${no}`,
    { tasks: { only: noop() }, schedule: { cron: `${no % 60} ${no % 24} * * *`, timezone: 'Asia/Shanghai' } },
  ]);
  const all = [...Object.entries(own), ...(many as [string, object][])];
  for (let at = 0; at < all.length; at += BATCH) {
    const documents = all.slice(at, at + BATCH).map(([name, body]) => ({
      path: `${name}.json`,
      text: JSON.stringify({ kind: 'Workflow', name, project: 'default', ...body }),
    }));
    await client.documents.apply({ documents });
  }
}

async function carriedOut({ client }: Platform, workflow: string): Promise<string> {
  const { id } = await client.runs.start({ workflow });
  await until(`the run of ${workflow} has succeeded`, async () => {
    const { state } = await client.runs.get(id);
    if (state === 'failed' || state === 'stopped') throw new Error(`the run of ${workflow} is ${state}`);
    return state === 'success';
  });
  return id;
}

/** The chunks of the log again and again behind its end, each at its place. */
async function lengthenLog(database: pg.Client, run: string, mib: number): Promise<void> {
  await database.query(
    `with c as materialized (select *, max(seq) over () + 1 chunks, max(first_byte + length(body)) over () bytes
        from log_chunk where run_id = $1)
     insert into log_chunk (run_id, task_no, attempt_no, seq, first_byte, lines, at, body)
     select run_id, task_no, attempt_no, seq + chunks * k, first_byte + bytes * k, lines, at, body
     from c, generate_series(1, $2::int4) k`,
    [uuidOf(run), templatesIn(mib) - 1],
  );
}

async function copyRuns(
  database: pg.Client,
  template: string,
  { workflows, runs }: { readonly workflows: readonly string[]; readonly runs: number },
): Promise<void> {
  const { rows } = await database.query(
    `select w.key workflow_key, max(v.key) version_key from workflow w join workflow_version v on v.workflow_key = w.key
     where w.name = any($1) group by w.key order by w.key`,
    [workflows],
  );
  await database.query(`select make_partitions(now() - interval '${DAYS + 7} days', now())`);
  // Numbers make ids: those of two calls must not meet.
  const first = (await database.query<{ n: string }>('select count(*) n from run_history')).rows[0]?.n ?? '0';
  const from = Math.ceil(Number(first) / 100) * 100 + 100;
  const copies = await copiesOf(database, [{ id: uuidOf(template), low: 0, below: 100 }], {
    workflows: rows,
    days: DAYS,
  });
  const last = from + runs;
  for (let at = from; at < last; at += COPIES)
    await copies.add({ from: at, through: Math.min(last, at + COPIES) - 1, first: from, last });
  for (const table of ['run_history', 'task_history', 'attempt_history', 'event'])
    await database.query(`vacuum (analyze) ${table}`);
}

const uuidOf = (run: string): string => parseId('run', run) ?? run;
