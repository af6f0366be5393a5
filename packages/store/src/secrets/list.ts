/** What there is to know of secrets beside their values. */
import type { LevelNames, LevelOf, SecretRecord, SecretUse, TenantScope } from '@carillon/core';
import { levelKeys } from '../catalog/levels.ts';
import type { Reader } from '../reader.ts';

/** Whether what runs there is given `s` itself: no narrower level has the name. */
const isGiven = (project: string, environment: string): string => `not exists (
      select 1 from secret n where n.tenant_key = s.tenant_key and n.name = s.name and n.key <> s.key
        and (n.project_key is null or n.project_key = ${project}) and (n.environment_key is null or n.environment_key = ${environment})
        and (n.environment_key is not null, n.project_key is not null) > (s.environment_key is not null, s.project_key is not null))`;

/**
 * What names the secret `s`: live versions, and channels, which send notices of all environments of their project.
 * A row has a workflow or a channel.
 */
const USES = `select d.workflow_key, d.environment_key, v.number, null::int4 channel_key,
      ${isGiven('w.project_key', 'd.environment_key')} effective
    from workflow w join deployment d on d.workflow_key = w.key join workflow_version v on v.key = d.version_key
    where w.tenant_key = s.tenant_key and s.name = any(v.secrets)
      and (s.project_key is null or s.project_key = w.project_key) and (s.environment_key is null or s.environment_key = d.environment_key)
    union all
    select null, null, null, c.key, exists (
      select 1 from environment e where e.tenant_key = s.tenant_key and (s.environment_key is null or s.environment_key = e.key)
        and ${isGiven('c.project_key', 'e.key')})
    from alert_channel c
    where c.tenant_key = s.tenant_key and s.name in (c.url_secret, c.signing_secret)
      and (s.project_key is null or s.project_key = c.project_key)`;

const SECRETS = {
  text: `select s.id, s.name, p.name project, e.name environment, s.version, s.created_at, s.created_by, s.updated_at, s.updated_by,
      s.last_used_at, (select count(*) from (${USES}) u where u.effective) used_by
    from secret s left join project p on p.key = s.project_key left join environment e on e.key = s.environment_key
    where s.tenant_key = $1 and ($2::text is null or s.name = $2) and ($3::text is null or p.name = $3) and ($4::text is null or e.name = $4)
    order by s.name, s.environment_key nulls first, s.project_key nulls first`,
};

const USAGE = {
  name: 'secret_usage',
  text: `select p.name project, e.name environment, w.name workflow, u.number version, c.name channel, u.effective
    from secret s cross join lateral (${USES}) u
    left join workflow w on w.key = u.workflow_key left join alert_channel c on c.key = u.channel_key
    join project p on p.key = coalesce(w.project_key, c.project_key) left join environment e on e.key = u.environment_key
    where s.id = $1 order by p.name, w.name nulls last, e.name, c.name`,
};

const NAMES = {
  name: 'secret_names',
  text: `select distinct s.name from secret s
    left join project p on p.key = s.project_key left join environment e on e.key = s.environment_key
    where s.tenant_key = $1 and (p.name is null or p.name = $2) and (e.name is null or e.name = $3)`,
};

interface UseRow {
  readonly project: string;
  readonly environment: string | null;
  readonly workflow: string | null;
  readonly version: number | null;
  readonly channel: string | null;
  readonly effective: boolean;
}

interface SecretRow extends Pick<SecretRecord, 'id' | 'name' | 'version'> {
  readonly project: string | null;
  readonly environment: string | null;
  readonly created_at: Date;
  readonly created_by: string;
  readonly updated_at: Date;
  readonly updated_by: string;
  readonly last_used_at: Date | null;
  readonly used_by: number;
}

export async function listSecrets(
  reader: Reader,
  { tenantKey }: TenantScope,
  { name, project, environment }: LevelNames & { readonly name?: string | undefined },
): Promise<readonly SecretRecord[]> {
  const rows = await reader.rows<SecretRow>(SECRETS, [tenantKey, name ?? null, project ?? null, environment ?? null]);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    project: row.project ?? undefined,
    environment: row.environment ?? undefined,
    version: row.version,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
    lastUsedAt: row.last_used_at ?? undefined,
    usedBy: row.used_by,
  }));
}

/** The one of exactly this level. */
export async function readSecret(reader: Reader, level: LevelOf, name: string): Promise<SecretRecord | undefined> {
  const found = await listSecrets(reader, level, { ...level, name });
  return found.find(({ project, environment }) => project === level.project && environment === level.environment);
}

export async function secretUsage(
  reader: Reader,
  level: LevelOf,
  name: string,
): Promise<readonly SecretUse[] | undefined> {
  await levelKeys(reader, level);
  const secret = await readSecret(reader, level, name);
  return secret && (await reader.rows<UseRow>(USAGE, [secret.id])).map(toUse);
}

const toUse = ({ environment, workflow, version, channel, ...use }: UseRow): SecretUse => ({
  ...use,
  environment: environment ?? undefined,
  workflow: workflow ?? undefined,
  version: version ?? undefined,
  channel: channel ?? undefined,
});

export async function secretNamesAt(
  reader: Reader,
  { tenantKey, project, environment }: TenantScope & Required<LevelNames>,
): Promise<ReadonlySet<string>> {
  const rows = await reader.rows<{ name: string }>(NAMES, [tenantKey, project, environment]);
  return new Set(rows.map(({ name }) => name));
}
