/** Limits that somebody has or wants now. */
import {
  documentTasks,
  type LimitDetail,
  type LimitPartyRecord,
  type LimitRecord,
  type LimitStore,
  nextGrantAt,
  type TenantScope,
  WHOLE_RUN,
  type WorkflowDocument,
} from '@carillon/core';
import type { Reader } from '../reader.ts';

const KEYS = `select k.id, k.level, k.name, k.value, p.name project, k.max, k.on_limit, k.interval_ms, k.burst, k.tat_ms,
    (select count(*) from limit_slot s where s.limit_id = k.id)::int4 held,
    (select count(*) from limit_wait w where w.limit_id = k.id)::int4 waiting
  from limit_key k left join project p on p.key = k.project_key where k.tenant_key = $1`;

const LIST = {
  text: `select * from (${KEYS} and k.environment_key = $2 and ($3::text is null or p.name = $3) and ($4::text is null or k.level = $4)
      and ($5::text is null or k.name = $5)) k
    where held > 0 or waiting > 0 or tat_ms > extract(epoch from clock_timestamp()) * 1000
    order by waiting desc, held desc, name, value limit $6`,
};
const ONE = { name: 'limit_get', text: `${KEYS} and k.id = $2` };

const SHOWN = 50;
/** Of a party `x`: its workflow and version, wherever its run is. */
const parties = (table: string, order: string) => `
  select x.run_id, x.task_no, x.since, w.name workflow, v.document
  from (select * from ${table} where limit_id = $1 order by ${order} limit ${SHOWN}) x
  left join run r on r.id = x.run_id
  left join task_run t on t.run_id = x.run_id and t.task_no = x.task_no and t.version_key is not null
  join workflow_version v on v.key = coalesce(r.version_key, t.version_key) join workflow w on w.key = v.workflow_key
  order by ${order.replaceAll(/\b(rank|since|run_id|task_no)\b/g, 'x.$1')}`;
const HOLDERS = { name: 'limit_holders', text: parties('limit_slot', 'since, run_id, task_no') };
const LINE = { name: 'limit_line', text: parties('limit_wait', 'rank, run_id, task_no') };

interface KeyRow {
  readonly id: string;
  readonly level: LimitRecord['level'];
  readonly name: string;
  readonly value: string;
  readonly project: string | null;
  readonly max: number | null;
  readonly on_limit: LimitRecord['onLimit'];
  readonly interval_ms: number | null;
  readonly burst: number;
  readonly tat_ms: number;
  readonly held: number;
  readonly waiting: number;
}

interface PartyRow {
  readonly run_id: string;
  readonly task_no: number;
  readonly since: Date;
  readonly workflow: string;
  readonly document: WorkflowDocument;
}

export async function listLimits(
  reader: Reader,
  ...[{ tenantKey, environmentKey }, { project, level, name }, limit]: Parameters<LimitStore['limits']>
): Promise<readonly LimitRecord[]> {
  const values = [tenantKey, environmentKey, project ?? null, level ?? null, name ?? null, limit];
  return (await reader.rows<KeyRow>(LIST, values)).map(recordOf);
}

export async function readLimit(
  reader: Reader,
  { tenantKey }: TenantScope,
  id: string,
): Promise<LimitDetail | undefined> {
  const [row] = await reader.rows<KeyRow>(ONE, [tenantKey, id]);
  if (!row) return undefined;
  const holders = (await reader.rows<PartyRow>(HOLDERS, [id])).map(partyOf);
  const line = (await reader.rows<PartyRow>(LINE, [id])).map(partyOf);
  return { ...recordOf(row), holders, line };
}

function recordOf(row: KeyRow): LimitRecord {
  const { id, level, name, value, project, max, on_limit: onLimit, interval_ms, burst, tat_ms, held, waiting } = row;
  const intervalMs = interval_ms ?? undefined;
  const free = intervalMs === undefined ? undefined : nextGrantAt(tat_ms, { intervalMs, burst });
  return {
    id,
    level,
    name,
    key: value,
    project: project ?? undefined,
    max: max ?? undefined,
    onLimit,
    intervalMs,
    burst,
    held,
    waiting,
    freeAt: free === undefined ? undefined : new Date(Math.ceil(free)),
  };
}

function partyOf({ run_id: runId, task_no: no, since, workflow, document }: PartyRow): LimitPartyRecord {
  return { runId, since, workflow, task: no === WHOLE_RUN ? undefined : documentTasks(document)[no]?.id };
}
