/** What a workflow's document says that another one did not: as sentences, as a graph, as lines. Pure. */
import type { Json, WorkflowDocument } from '@carillon/core';
import { type Change, changeParts, changesBetween, type DiffRow, diffRows } from '@carillon/spec/edit';

/** A published version, or a document of a file. */
export interface WorkflowSide {
  readonly document: WorkflowDocument;
  readonly source: string;
  readonly files: Readonly<Record<string, string>>;
}

type Mark = '+' | '-' | '~' | ' ';

export interface GraphTask {
  readonly task: string;
  readonly mark: Mark;
  readonly needs: readonly { readonly task: string; readonly mark: Mark }[];
}

export interface WorkflowDifference {
  readonly changes: readonly (Change & { readonly sentence: string })[];
  /** Empty where no task came, went or changed. */
  readonly graph: readonly GraphTask[];
  readonly lines: readonly DiffRow[];
}

const SENTENCES: Readonly<Record<`${ReturnType<typeof changeParts>['of']} ${Change['change']}`, string>> = {
  'task added': 'new task {name}',
  'task removed': 'task {name} removed',
  'task changed': 'task {name} changed',
  'field added': '{field} of {name}: {after}',
  'field removed': '{field} of {name} removed (was {before})',
  'field changed': '{field} of {name}: {before} → {after}',
  'other added': '{field}: {after}',
  'other removed': '{field} removed (was {before})',
  'other changed': '{field}: {before} → {after}',
};

export function workflowDifference(before: WorkflowSide | undefined, after: WorkflowSide): WorkflowDifference {
  const changes = [
    ...changesBetween(before?.document as Json | undefined, after.document as unknown as Json),
    ...fileChanges(before?.files ?? {}, after.files),
  ];
  return {
    changes: changes.map((change) => ({ ...change, sentence: sentenceOf(change) })),
    graph: graphOf(before?.document, after.document, changes),
    lines: diffRows(before?.source ?? '', after.source),
  };
}

function sentenceOf(change: Change): string {
  const { of, ...parts } = changeParts(change);
  return SENTENCES[`${of} ${change.change}`].replace(/\{(\w+)\}/g, (_, name: keyof typeof parts) => parts[name]);
}

/** Scripts beside the document are part of the version; of their text only that it is another one is told. */
function* fileChanges(before: WorkflowSide['files'], after: WorkflowSide['files']): Generator<Change> {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[name], after[name]];
    if (old === now) continue;
    const change = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
    yield {
      change,
      path: ['files', name],
      ...(old !== undefined && { before: old }),
      ...(now !== undefined && { after: now }),
    };
  }
}

function graphOf(
  before: WorkflowDocument | undefined,
  after: WorkflowDocument,
  changes: readonly Change[],
): readonly GraphTask[] {
  const touched = new Set(
    changes.flatMap(({ path: [map, task] }) => (map === 'tasks' && task !== undefined ? [task] : [])),
  );
  if (touched.size === 0) return [];
  const [old, now] = [before?.tasks ?? {}, after.tasks];
  return [...new Set([...Object.keys(now), ...Object.keys(old)])].map((task): GraphTask => {
    const [was, is] = [old[task]?.needs ?? [], now[task]?.needs ?? []];
    const needs = [...new Set([...is, ...was])].map((need) => ({
      task: need,
      mark: markOf(was.includes(need), is.includes(need), false),
    }));
    return { task, mark: markOf(task in old, task in now, touched.has(task)), needs };
  });
}

function markOf(was: boolean, is: boolean, isTouched: boolean): Mark {
  if (!was) return '+';
  if (!is) return '-';
  return isTouched ? '~' : ' ';
}
