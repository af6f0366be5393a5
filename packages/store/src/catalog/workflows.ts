/** Workflows that are deployed in an environment, with their live version, next firing and last runs. */
import {
  type Page,
  RUN_STATE_CODES,
  runStateOf,
  type TenantScope,
  type WorkflowFilter,
  type WorkflowRecord,
} from '@carillon/core';
import { decodeCursor, pageOf } from '../page-cursor.ts';
import { pauseColumn, type PauseJson, toPauseRecord } from '../pause-column.ts';
import type { Reader } from '../reader.ts';
import { SUMMARY_COLUMNS, toVersionSummary, type VersionSummaryRow } from './versions.ts';
import { HIGHEST_ID, LOWEST_ID } from '../id-bounds.ts';

type Place = TenantScope & { readonly environmentKey: number };

interface WorkflowRow extends VersionSummaryRow {
  readonly workflow_id: string;
  readonly project: string;
  readonly name: string;
  readonly lifecycle: string;
  readonly has_draft: boolean;
  readonly pause: PauseJson | null;
  readonly next_fire_at: Date | null;
}

const HAS_DRAFT = `exists (select 1 from workflow_draft where tenant_key = w.tenant_key and project = p.name and name = w.name)`;

/** The catalogue is small: a sort of it is cheaper than an index per filter. Without a text there is no word to look for. */
const WORKFLOWS = {
  text: `select w.id workflow_id, p.name project, w.name, w.lifecycle, ${HAS_DRAFT} has_draft, ${pauseColumn('d', 'd.paused')} pause, ${SUMMARY_COLUMNS},
      (select min(s.next_fire_at) from schedule s where s.workflow_key = w.key and s.environment_key = $2 and s.state = 'enabled') next_fire_at
    from workflow w
    join project p on p.key = w.project_key
    join deployment d on d.workflow_key = w.key and d.environment_key = $2
    join workflow_version v on v.key = d.version_key
    where w.tenant_key = $1
      and ($3::text is null or p.name = $3)
      and ($4::text is null or w.name = $4)
      and (select coalesce(bool_and(strpos(
            lower(concat_ws(chr(10), w.name, v.document ->> 'title', v.document ->> 'owner', v.document ->> 'tags')), word) > 0), true)
          from regexp_split_to_table(lower($5), '\\s+') word)
      and ($9::text is null or v.document ->> 'owner' = $9)
      and ($10::text is null or (v.document -> 'tags')::jsonb ? $10)
      and ($11::bool is null or d.paused = $11)
      and ($12::text[] is null or w.lifecycle = any($12))
      and ($15::text is null or starts_with(w.name, $15) or starts_with(p.name || '/' || w.name, $15))
      and ($13::bool is null or ${HAS_DRAFT} = $13)
      and (p.name, w.name) > ($6, $7)
      and ($14::int2 is null or $14 = (
        select state from run_history h
        where (h.workflow_key, h.id) > (w.key, '${LOWEST_ID}') and (h.workflow_key, h.id) < (w.key, '${HIGHEST_ID}')
          and h.tenant_key = $1 and h.environment_key = $2 and h.part is null order by h.workflow_key desc, h.id desc limit 1))
    order by p.name, w.name limit $8`,
};

/**
 * Open runs have no index by workflow: the hot tables are read once for the whole page. History is walked by
 * (workflow_key, id), which the comparison of pairs makes sure of.
 */
const LAST_RUNS = {
  text: `with open as materialized (
      select workflow_key, id, state from run where tenant_key = $1 and environment_key = $2 and workflow_key = any($3::int4[]) and part is null
      union all
      select workflow_key, run_id, (case when stop_at is not null then 4 when state in (0, 1) and attempt_no = 0 then 1 else 2 end)::int2 from task_run
      where version_key is not null and tenant_key = $1 and environment_key = $2 and workflow_key = any($3::int4[]) and part is null
    )
    select wanted.key workflow_key, newest.id, newest.state from unnest($3::int4[]) wanted(key) cross join lateral (
      select id, state from open where workflow_key = wanted.key
      union all
      (select id, state from run_history h
        where (h.workflow_key, h.id) > (wanted.key, '${LOWEST_ID}') and (h.workflow_key, h.id) < (wanted.key, '${HIGHEST_ID}')
          and h.tenant_key = $1 and h.environment_key = $2 and h.part is null order by h.workflow_key desc, h.id desc limit $4)
      order by id desc limit $4) newest
    order by newest.id desc`,
};
const LAST_RUNS_SHOWN = 14;

const isName = (part: string): boolean => part.length <= 63;

export async function listWorkflows(
  reader: Reader,
  scope: Place,
  filter: WorkflowFilter,
): Promise<Page<WorkflowRecord>> {
  const [project, name] = filter.cursor === undefined ? ['', ''] : decodeCursor(filter.cursor, [isName, isName]);
  const rows = await reader.rows<WorkflowRow>(WORKFLOWS, [
    scope.tenantKey,
    scope.environmentKey,
    filter.project ?? null,
    null,
    filter.text ?? null,
    project,
    name,
    filter.limit + 1,
    filter.owner ?? null,
    filter.tag ?? null,
    filter.paused ?? null,
    filter.lifecycles ?? null,
    filter.hasDraft ?? null,
    filter.lastResult ? RUN_STATE_CODES[filter.lastResult] : null,
    filter.prefix ?? null,
  ]);
  const page = pageOf(rows, filter.limit, (row) => [row.project, row.name]);
  return { items: await withLastRuns(reader, scope, page.items), nextCursor: page.nextCursor };
}

export async function findWorkflow(
  reader: Reader,
  scope: Place,
  project: string,
  name: string,
): Promise<WorkflowRecord | undefined> {
  const rows = await reader.rows<WorkflowRow>(WORKFLOWS, [
    scope.tenantKey,
    scope.environmentKey,
    project,
    name,
    null,
    '',
    '',
    1,
    ...Array.from<null>({ length: 7 }).fill(null),
  ]);
  return (await withLastRuns(reader, scope, rows))[0];
}

async function withLastRuns(
  reader: Reader,
  scope: Place,
  rows: readonly WorkflowRow[],
): Promise<readonly WorkflowRecord[]> {
  if (rows.length === 0) return [];
  const keys = rows.map((row) => row.workflow_key);
  const runs = await reader.rows<{ workflow_key: number; id: string; state: number }>(LAST_RUNS, [
    scope.tenantKey,
    scope.environmentKey,
    keys,
    LAST_RUNS_SHOWN,
  ]);
  return rows.map((row) => ({
    key: row.workflow_key,
    id: row.workflow_id,
    project: row.project,
    name: row.name,
    lifecycle: row.lifecycle,
    hasDraft: row.has_draft,
    pause: toPauseRecord(row.pause),
    version: toVersionSummary(row),
    nextFireAt: row.next_fire_at ?? undefined,
    lastRuns: runs
      .filter((run) => run.workflow_key === row.workflow_key)
      .map((run) => ({ id: run.id, state: runStateOf(run.state) })),
  }));
}
