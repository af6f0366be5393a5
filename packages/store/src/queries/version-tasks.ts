/** Task names and types by number for a version. Versions never change, so what was read once holds. */
import { capabilityOf, documentTasks, type Phase, type WorkflowDocument } from '@carillon/core';
import type { Reader } from '../reader.ts';

export interface VersionTasks {
  readonly document: WorkflowDocument;
  /** By task number: the order of the document as the store gives it back. */
  readonly tasks: readonly {
    readonly id: string;
    readonly type: string;
    readonly phase: Phase;
    readonly needs: WorkerNeeds;
  }[];
}

/** What a worker must be and offer. */
export interface WorkerNeeds {
  readonly group: string;
  readonly capability: string;
}

const READ_DOCUMENT = { name: 'read_document', text: 'select document from workflow_version where key = $1' };
const CAPACITY = 200;

export type VersionTasksOf = (versionKey: number) => Promise<VersionTasks>;

export function createVersionTasks(reader: Reader): VersionTasksOf {
  const known = new Map<number, VersionTasks>();
  return async (versionKey) => {
    const cached = known.get(versionKey);
    if (cached) return cached;
    const [row] = await reader.rows<{ document: WorkflowDocument }>(READ_DOCUMENT, [versionKey]);
    if (!row) throw new Error(`a run refers to the version ${versionKey}, which does not exist`);
    const entry = { document: row.document, tasks: tasksOf(row.document) };
    known.set(versionKey, entry);
    const oldest = known.keys().next();
    if (known.size > CAPACITY && !oldest.done) known.delete(oldest.value);
    return entry;
  };
}

function tasksOf(document: WorkflowDocument): VersionTasks['tasks'] {
  return documentTasks(document).map(({ id, task, phase }) => {
    const type = task.type ?? document.defaults?.type ?? 'noop';
    const group = task.workers?.group ?? document.defaults?.workers?.group ?? 'default';
    return { id, type, phase, needs: { group, capability: capabilityOf(type, task.with ?? {}) } };
  });
}
