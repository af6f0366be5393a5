/** The document and plan of a version. Versions never change, so what was read once holds. */
import {
  capabilityOf,
  compilePlan,
  documentTasks,
  type Phase,
  type Plan,
  requirementOf,
  type WorkerNeeds,
  type WorkflowDocument,
} from '@carillon/core';
import type { Reader } from '../reader.ts';

export interface VersionTasks {
  readonly document: WorkflowDocument;
  /** By task number: the order of the document as the store gives it back. */
  readonly tasks: readonly VersionTask[];
  /** Without the contents of its files. Only where it is needed: a newer program's version may not compile here. */
  plan(): Plan;
}

export interface VersionTask {
  readonly no: number;
  readonly id: string;
  readonly type: string;
  readonly phase: Phase;
  readonly requirement: WorkerNeeds;
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
    const entry = versionOf(row.document);
    known.set(versionKey, entry);
    const oldest = known.keys().next();
    if (known.size > CAPACITY && !oldest.done) known.delete(oldest.value);
    return entry;
  };
}

function versionOf(document: WorkflowDocument): VersionTasks {
  let plan: Plan | undefined;
  return { document, tasks: tasksOf(document), plan: () => (plan ??= compilePlan(document)) };
}

function tasksOf(document: WorkflowDocument): readonly VersionTask[] {
  return documentTasks(document).map(({ id, task, phase }, no) => {
    const type = task.type ?? document.defaults?.type ?? 'noop';
    const asking = {
      id,
      task: { ...document.defaults, ...task },
      document,
      capability: capabilityOf(type, task.with ?? {}),
    };
    return { no, id, type, phase, requirement: requirementOf(asking) };
  });
}
