/** Versions: immutable, numbered per workflow. */
import type {
  DocumentFiles,
  LiveVersion,
  Page,
  TenantScope,
  VersionRecord,
  VersionSummary,
  WorkflowDocument,
} from '@carillon/core';
import { decodeCursor, pageOf } from '../page-cursor.ts';
import type { Reader } from '../reader.ts';

export interface VersionSummaryRow {
  readonly version_key: number;
  readonly version_id: string;
  readonly workflow_key: number;
  readonly number: number;
  readonly hash: Buffer;
  readonly document: WorkflowDocument;
  readonly author: string;
  readonly message: string;
  readonly version_created_at: Date;
}
interface VersionRow extends VersionSummaryRow {
  readonly files: DocumentFiles;
  readonly source: string;
}

export const SUMMARY_COLUMNS = `v.key version_key, v.id version_id, v.workflow_key, v.number, v.hash, v.document, v.author, v.message, v.created_at version_created_at`;

const FROM_WORKFLOW = `from workflow w join project p on p.key = w.project_key join workflow_version v on v.workflow_key = w.key
    where w.tenant_key = $1 and p.name = $2 and w.name = $3`;
const VERSIONS = {
  name: 'versions',
  text: `select ${SUMMARY_COLUMNS}, v.files, v.source ${FROM_WORKFLOW} and v.part_of is null and v.number < $4 order by v.number desc limit $5`,
};
const VERSION = {
  name: 'version',
  text: `select ${SUMMARY_COLUMNS}, v.files, v.source ${FROM_WORKFLOW} and v.part_of is null and v.number = $4`,
};
const HAS_WORKFLOW = {
  name: 'has_workflow',
  text: 'select 1 found from workflow w join project p on p.key = w.project_key where w.tenant_key = $1 and p.name = $2 and w.name = $3',
};
const LIVE_VERSION = {
  name: 'live_version',
  text: `select w.key workflow_key, w.project_key, w.lifecycle, v.key version_key, v.number, v.document
    from workflow w
    join project p on p.key = w.project_key
    join deployment d on d.workflow_key = w.key and d.environment_key = $2
    join workflow_version v on v.key = d.version_key
    where w.tenant_key = $1 and p.name = $3 and w.name = $4`,
};

const BEYOND_ALL_NUMBERS = '2147483647';

export async function listVersions(
  reader: Reader,
  scope: TenantScope,
  workflow: { readonly project: string; readonly name: string },
  page: { readonly limit: number; readonly cursor?: string },
): Promise<Page<VersionRecord> | undefined> {
  const [before] =
    page.cursor === undefined ? [BEYOND_ALL_NUMBERS] : decodeCursor(page.cursor, [(part) => /^\d{1,9}$/.test(part)]);
  const of = [scope.tenantKey, workflow.project, workflow.name];
  const rows = await reader.rows<VersionRow>(VERSIONS, [...of, before, page.limit + 1]);
  if (rows.length === 0 && (await reader.rows(HAS_WORKFLOW, of)).length === 0) return undefined;
  return pageOf(rows.map(toVersionRecord), page.limit, (version) => [String(version.number)]);
}

export async function findVersion(
  reader: Reader,
  scope: TenantScope,
  workflow: { readonly project: string; readonly name: string; readonly number: number },
): Promise<VersionRecord | undefined> {
  const [row] = await reader.rows<VersionRow>(VERSION, [
    scope.tenantKey,
    workflow.project,
    workflow.name,
    workflow.number,
  ]);
  return row && toVersionRecord(row);
}

export async function liveVersion(
  reader: Reader,
  scope: TenantScope & { readonly environmentKey: number },
  workflow: { readonly project: string; readonly name: string },
): Promise<LiveVersion | undefined> {
  interface Row {
    readonly workflow_key: number;
    readonly project_key: number;
    readonly lifecycle: string;
    readonly version_key: number;
    readonly number: number;
    readonly document: WorkflowDocument;
  }
  const [row] = await reader.rows<Row>(LIVE_VERSION, [
    scope.tenantKey,
    scope.environmentKey,
    workflow.project,
    workflow.name,
  ]);
  return (
    row && {
      scope: { tenantKey: scope.tenantKey, projectKey: row.project_key, environmentKey: scope.environmentKey },
      workflowKey: row.workflow_key,
      versionKey: row.version_key,
      number: row.number,
      lifecycle: row.lifecycle,
      document: row.document,
    }
  );
}

export function toVersionSummary(row: VersionSummaryRow): VersionSummary {
  return {
    key: row.version_key,
    id: row.version_id,
    workflowKey: row.workflow_key,
    number: row.number,
    hash: row.hash.toString('hex'),
    document: row.document,
    author: row.author,
    message: row.message,
    createdAt: row.version_created_at,
  };
}

function toVersionRecord(row: VersionRow): VersionRecord {
  return { ...toVersionSummary(row), files: row.files, source: row.source };
}
