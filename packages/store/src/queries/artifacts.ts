/** Artifacts: what a run's attempts kept, and their bytes chunk by chunk. */
import type { ArtifactRecord, TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';
import { OWNS_RUN } from './owns-run.ts';
import { readTaskRows } from './task-rows.ts';
import type { VersionTasksOf } from './version-tasks.ts';

interface ArtifactRow {
  readonly task_no: number;
  readonly attempt_no: number;
  readonly name: string;
  readonly content_type: string;
  readonly size: number;
  readonly sha256: Buffer;
}

const ARTIFACTS_OF_RUN = {
  name: 'artifacts_of_run',
  text: `select task_no, attempt_no, name, content_type, size, sha256 from artifact
    where run_id = $2 and ${OWNS_RUN} order by task_no, attempt_no, name`,
};

const ONE_ARTIFACT = {
  name: 'one_artifact',
  text: `select task_no, attempt_no, name, content_type, size, sha256 from artifact
    where run_id = $2 and task_no = $3 and attempt_no = $4 and name = $5 and ${OWNS_RUN}`,
};

/** Chunks never change, so they need no snapshot; one at a time bounds what a slow reader costs. */
const NEXT_CHUNK = {
  name: 'next_artifact_chunk',
  text: `select seq, body from artifact_chunk
    where run_id = $1 and task_no = $2 and attempt_no = $3 and name = $4 and seq > $5 order by seq limit 1`,
};

export async function listArtifacts(
  reader: Reader,
  versionTasks: VersionTasksOf,
  scope: TenantScope,
  runId: string,
): Promise<readonly ArtifactRecord[] | undefined> {
  const nameOf = await taskNames(reader, versionTasks, scope, runId);
  if (!nameOf) return undefined;
  const rows = await reader.rows<ArtifactRow>(ARTIFACTS_OF_RUN, [scope.tenantKey, runId]);
  return rows.map((row) => toArtifactRecord(runId, nameOf(row.task_no), row));
}

export interface ArtifactOf {
  readonly runId: string;
  readonly taskNo: number;
  readonly attempt: number;
  readonly name: string;
}

export async function openArtifact(
  reader: Reader,
  versionTasks: VersionTasksOf,
  scope: TenantScope,
  of: ArtifactOf,
): Promise<{ readonly record: ArtifactRecord; readonly body: AsyncIterable<Uint8Array> } | undefined> {
  const nameOf = await taskNames(reader, versionTasks, scope, of.runId);
  const [row] = await reader.rows<ArtifactRow>(ONE_ARTIFACT, [
    scope.tenantKey,
    of.runId,
    of.taskNo,
    of.attempt,
    of.name,
  ]);
  if (!nameOf || !row) return undefined;
  return { record: toArtifactRecord(of.runId, nameOf(of.taskNo), row), body: chunksOf(reader, of) };
}

async function* chunksOf(reader: Reader, of: ArtifactOf): AsyncGenerator<Uint8Array> {
  for (let seq = -1; ; ) {
    const [chunk] = await reader.rows<{ seq: number; body: Buffer }>(NEXT_CHUNK, [
      of.runId,
      of.taskNo,
      of.attempt,
      of.name,
      seq,
    ]);
    if (!chunk) return;
    seq = chunk.seq;
    yield chunk.body;
  }
}

async function taskNames(
  reader: Reader,
  versionTasks: VersionTasksOf,
  scope: TenantScope,
  runId: string,
): Promise<((taskNo: number) => string) | undefined> {
  const found = await readTaskRows(reader, scope, runId, { from: 0, to: 0 });
  if (!found) return undefined;
  const { tasks } = await versionTasks(found.head.version_key);
  return (taskNo) => tasks[taskNo]?.id ?? String(taskNo);
}

function toArtifactRecord(runId: string, task: string, row: ArtifactRow): ArtifactRecord {
  return {
    runId,
    taskNo: row.task_no,
    task,
    attempt: row.attempt_no,
    name: row.name,
    contentType: row.content_type,
    size: row.size,
    sha256: row.sha256.toString('hex'),
  };
}
