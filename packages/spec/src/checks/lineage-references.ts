/** What the tasks of a document take from elsewhere and give on: datasets, files, and runs of other workflows. */
import { type AwaitedRuns, leavesOf, type WorkflowDocument } from '@carillon/core';
import { datasetReferences } from './dataset-references.ts';
import { workflowReferences } from './sub-workflows.ts';
import { writtenTasks } from './written-tasks.ts';

export type LineageThing =
  | { readonly kind: 'dataset' | 'workflow'; readonly project: string; readonly name: string }
  /** As it is written: a path, a URL or an object, which may hold `${{ }}`. */
  | { readonly kind: 'file'; readonly name: string };

export interface LineageReference {
  readonly task: string;
  /** `runs`: it starts a run of that workflow. */
  readonly use: 'produces' | 'awaits' | 'runs';
  readonly thing: LineageThing;
}

/** Those whose names are written down. */
export function* lineageReferences(document: WorkflowDocument): Generator<LineageReference> {
  for (const { task, use, project, dataset } of datasetReferences(document))
    yield { task, use, thing: { kind: 'dataset', project, name: dataset } };
  for (const { task, project, name } of workflowReferences(document))
    yield { task, use: 'runs', thing: { kind: 'workflow', project, name } };
  for (const { id, task } of writtenTasks(document)) {
    if (task.type !== 'wait') continue;
    const { run, path, url, s3 } = task.with ?? {};
    for (const awaited of run === undefined ? [] : leavesOf(run as unknown as AwaitedRuns)) {
      const { project = document.project, workflow: name } = awaited;
      yield { task: id, use: 'awaits', thing: { kind: 'workflow', project, name } };
    }
    const file = path ?? url ?? s3;
    if (typeof file === 'string') yield { task: id, use: 'awaits', thing: { kind: 'file', name: file } };
  }
}
