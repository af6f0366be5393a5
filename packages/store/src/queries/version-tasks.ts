/** The document and plan of a version. Versions never change, so what was read once holds. */
import { compilePlan, type Plan, type WorkflowDocument } from '@carillon/core';
import type { Reader } from '../reader.ts';

export interface VersionTasks {
  readonly document: WorkflowDocument;
  /** Without the contents of its files. Its tasks are in the order of their numbers. */
  readonly plan: Plan;
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
    const entry = { document: row.document, plan: compilePlan(row.document) };
    known.set(versionKey, entry);
    const oldest = known.keys().next();
    if (known.size > CAPACITY && !oldest.done) known.delete(oldest.value);
    return entry;
  };
}
