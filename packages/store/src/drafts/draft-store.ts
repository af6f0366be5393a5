/** Core's port for drafts. Every write names the revision it has seen, so nobody's text is written over unseen. */
import type { DraftName, DraftRecord, DraftStore, NewVersion, TenantScope } from '@carillon/core';
import type pg from 'pg';
import { keyValues } from '../made-once.ts';
import { createReader, type Reader } from '../reader.ts';
import { beatEditor } from './editor-windows.ts';

const COLUMNS = 'project, name, revision, base_version, source, author, updated_at';
const MAX_LISTED = 1_000;

const LIST = {
  text: `select ${COLUMNS} from workflow_draft where tenant_key = $1 and ($2::text is null or project = $2)
      and ($3::text is null or name = $3)
    order by project, name limit ${MAX_LISTED}`,
};
const FIND = {
  name: 'find_draft',
  text: `select ${COLUMNS} from workflow_draft where tenant_key = $1 and project = $2 and name = $3`,
};
const BEGIN = {
  name: 'begin_draft',
  text: `insert into workflow_draft (tenant_key, project, name, base_version, source, idempotency_key, author)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning ${COLUMNS}`,
};
const SAVE = {
  name: 'save_draft',
  text: `update workflow_draft set revision = default, base_version = $4, source = $5, idempotency_key = $6,
      author = $7, updated_at = now()
    where tenant_key = $1 and project = $2 and name = $3 and revision = $8 returning ${COLUMNS}`,
};
/** With the text: a server of the version before leaves the key of a save that it writes over. */
const SAME = {
  name: 'same_draft',
  text: `select ${COLUMNS} from workflow_draft where tenant_key = $1 and project = $2 and name = $3
      and base_version is not distinct from $4 and source = $5 and idempotency_key = $6`,
};
const DISCARD = {
  name: 'discard_draft',
  text: 'delete from workflow_draft where tenant_key = $1 and project = $2 and name = $3 and revision = $4 returning name',
};
/** Of the texts that have become versions; a draft that somebody has written on stays. */
const DISCARD_PUBLISHED = {
  name: 'discard_published_drafts',
  text: `delete from workflow_draft d using unnest($2::text[], $3::text[], $4::text[]) published (project, name, source)
    where d.tenant_key = $1 and d.project = published.project and d.name = published.name
      and btrim(d.source, E' \\n\\r\\t') = btrim(published.source, E' \\n\\r\\t')`,
};

interface DraftRow {
  readonly project: string;
  readonly name: string;
  readonly revision: number | string;
  readonly base_version: number | null;
  readonly source: string;
  readonly author: string;
  readonly updated_at: Date;
}

export function createDraftStore(pool: pg.Pool): DraftStore {
  const reader = createReader(pool);
  const one = async (statement: { readonly text: string }, values: readonly unknown[]) =>
    (await reader.rows<DraftRow>(statement, [...values])).map(toRecord)[0];
  return {
    list: async ({ tenantKey }, { project, name }) =>
      (await reader.rows<DraftRow>(LIST, [tenantKey, project ?? null, name ?? null])).map(toRecord),
    draft: ({ tenantKey }, { project, name }) => one(FIND, [tenantKey, project, name]),
    save: async ({ tenantKey }, { project, name, baseVersion, source, author }, { expected, idempotency }) => {
      const [key] = keyValues(idempotency);
      const text = [tenantKey, project, name, baseVersion ?? null, source, key];
      const made = await (expected === 0 ? one(BEGIN, [...text, author]) : one(SAVE, [...text, author, expected]));
      if (made) return { kind: 'made', made };
      const same = await one(SAME, text);
      return same && { kind: 'replayed', made: same };
    },
    beat: (tenant, name, window) => beatEditor(reader, tenant, name, window),
    discard: async ({ tenantKey }, { project, name }: DraftName, expected) =>
      (await reader.rows(DISCARD, [tenantKey, project, name, expected])).length > 0,
  };
}

export async function discardPublished(
  reader: Reader,
  { tenantKey }: TenantScope,
  versions: readonly Pick<NewVersion, 'document' | 'source'>[],
): Promise<void> {
  if (versions.length === 0) return;
  const projects = versions.map(({ document }) => document.project);
  const names = versions.map(({ document }) => document.name);
  await reader.rows(DISCARD_PUBLISHED, [tenantKey, projects, names, versions.map(({ source }) => source)]);
}

function toRecord({ base_version: base, updated_at: updatedAt, revision, ...row }: DraftRow): DraftRecord {
  return { ...row, revision: Number(revision), baseVersion: base ?? undefined, updatedAt };
}
