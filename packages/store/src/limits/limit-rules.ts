/** Limits of projects and tenants: each change is a row of its own, the newest of a name counts. */
import {
  type AuditOrigin,
  CarillonError,
  type KnownLimitRule,
  LIMIT_COUNTS,
  type LimitRuleDocument,
  type LimitRuleVersion,
  paceOf,
  ruleOf,
  said,
  slotsOf,
  type TenantScope,
} from '@carillon/core';
import { appendAudit } from '../audit/index.ts';
import { ensureProject } from '../catalog/ensure-project.ts';
import type { Reader } from '../reader.ts';

const NEWEST = `select distinct on (r.tenant_key, r.project_key, r.name) r.*, p.name project
  from limit_rule r left join project p on p.key = r.project_key where r.tenant_key = $1`;

const LIST = {
  text: `select * from (${NEWEST} and ($2::text is null or p.name = $2) order by r.tenant_key, r.project_key, r.name, r.number desc) n
    where definition is not null order by project nulls first, name`,
};

/** Changes of one name come one after the other, by the lock of the tenant's row. */
const LOCK = { name: 'limit_rule_lock', text: 'select 1 from tenant where key = $1 for no key update' };
const BEFORE = {
  name: 'limit_rule_before',
  text: `select number, definition from limit_rule
    where tenant_key = $1 and project_key is not distinct from $2 and name = $3 order by number desc limit 1`,
};
const ADD = {
  name: 'limit_rule_add',
  text: `insert into limit_rule (tenant_key, project_key, name, number, definition, author, message) values ($1, $2, $3, $4, $5, $6, $7)
    returning created_at`,
};
/** Keys that are in use have the new figures at once. One that is no limit any more holds nobody back. */
const MOVE_KEYS = {
  name: 'limit_rule_move_keys',
  text: `update limit_key set definition = $2,
      max = case when max is not null then coalesce($3, 2147483647) end,
      on_limit = case when max is not null then coalesce($4, 'queue') else 'queue' end,
      interval_ms = case when interval_ms is not null then coalesce($5, 0.001) end,
      burst = coalesce($6, 1)
    where rule = $1`,
};

interface RuleRow {
  readonly name: string;
  readonly project: string | null;
  readonly number: number;
  readonly definition: LimitRuleDocument;
  readonly author: string;
  readonly created_at: Date;
}

export async function listRules(
  reader: Reader,
  { tenantKey }: TenantScope,
  { project }: { readonly project?: string | undefined },
): Promise<readonly LimitRuleVersion[]> {
  const rows = await reader.rows<RuleRow>(LIST, [tenantKey, project ?? null]);
  return rows.map(({ name, project: of, number, definition, author, created_at: createdAt }) => ({
    name,
    project: of ?? undefined,
    number,
    definition,
    author,
    createdAt,
  }));
}

export function setRule(
  reader: Reader,
  tenant: TenantScope,
  rule: KnownLimitRule,
  { definition, by }: { readonly definition: LimitRuleDocument; readonly by: AuditOrigin },
): Promise<LimitRuleVersion> {
  const { name, project } = rule;
  return reader.transaction(async (inside) => {
    const { number, createdAt } = await add(inside, tenant, rule, { definition, by });
    return { name, project, number, definition, author: by.actor, createdAt };
  });
}

export function removeRule(
  reader: Reader,
  tenant: TenantScope,
  rule: KnownLimitRule,
  by: AuditOrigin,
): Promise<boolean> {
  return reader.transaction(async (inside) => {
    const before = await add(inside, tenant, rule, { definition: undefined, by });
    return before.existed;
  });
}

async function add(
  inside: Reader,
  tenant: TenantScope,
  { project, name, number: known }: KnownLimitRule,
  { definition, by }: { readonly definition: LimitRuleDocument | undefined; readonly by: AuditOrigin },
): Promise<{ readonly number: number; readonly createdAt: Date; readonly existed: boolean }> {
  const { tenantKey } = tenant;
  await inside.rows(LOCK, [tenantKey]);
  const projectKey = project === undefined ? null : await ensureProject(inside, tenant, project);
  const [before] = await inside.rows<{ number: number; definition: LimitRuleDocument | null }>(BEFORE, [
    tenantKey,
    projectKey,
    name,
  ]);
  const existed = before !== undefined && before.definition !== null;
  if (!definition && !existed) return { number: 0, createdAt: new Date(0), existed };
  if (known !== undefined && known !== (existed ? before.number : 0)) throw changedMeanwhile(name, known);
  const number = (before?.number ?? 0) + 1;
  const [row] = await inside.rows<{ created_at: Date }>(ADD, [
    tenantKey,
    projectKey,
    name,
    number,
    definition ? JSON.stringify(definition) : null,
    by.actor,
    by.reason ?? '',
  ]);
  const rule = { tenantKey, projectKey: projectKey ?? undefined, name };
  for (const counts of LIMIT_COUNTS) {
    const isOfThese = (definition?.counts ?? 'task_runs') === counts;
    await moveKeys(inside, ruleOf(rule, counts), number, isOfThese ? definition : undefined);
  }
  await appendAudit(inside, tenant, [
    {
      ...by,
      action: definition ? 'limit.set' : 'limit.remove',
      object: { kind: 'limit', name },
      ...(project === undefined ? {} : { project }),
      outcome: 'done',
      ...(before?.definition && { before: before.definition as never }),
      ...(definition && { after: definition as never }),
    },
  ]);
  return { number, createdAt: row?.created_at ?? new Date(0), existed };
}

const changedMeanwhile = (name: string, known: number): CarillonError =>
  new CarillonError({
    code: 'CONFLICT_STATE',
    message:
      known === 0
        ? said`there is a limit "${name}" already`
        : said`the limit "${name}" has been changed or removed meanwhile`,
    hint: said`See how it is now: carillon limit list --rules.`,
  });

async function moveKeys(
  inside: Reader,
  rule: string,
  number: number,
  definition: LimitRuleDocument | undefined,
): Promise<void> {
  const slots = definition?.concurrency && slotsOf(definition.concurrency);
  const pace = definition?.rate && paceOf(definition.rate);
  await inside.rows(MOVE_KEYS, [
    rule,
    number,
    slots?.max ?? null,
    slots?.onLimit ?? null,
    pace?.intervalMs ?? null,
    pace?.burst ?? null,
  ]);
}
