/** One reference of an expression, as checks are given it. */
import { type Phase, type Reference, type WorkflowDocument, type Said, said } from '@carillon/core';
import type { Problem } from '../finding.ts';
import { ANY_TASK, type ExpressionSite } from './expression-sites.ts';
import type { TaskGraph, TaskGraphs } from './task-graph.ts';
import type { WrittenTask } from './written-tasks.ts';

/** By number in its graph: which task reads which. */
export interface UpstreamRead {
  readonly task: number;
  readonly upstream: number;
  readonly site: ExpressionSite;
  readonly reference: Reference;
}

export interface Check {
  readonly document: WorkflowDocument;
  readonly graphs: TaskGraphs;
  readonly site: ExpressionSite;
  readonly reference: Reference;
  /** Reads of tasks, to be judged together. */
  readonly reads: ReadonlyMap<TaskGraph, UpstreamRead[]>;
}

export const readerOf = ({ task }: ExpressionSite): WrittenTask | undefined => (task === ANY_TASK ? undefined : task);
export const idOf = (site: ExpressionSite): string | Said => readerOf(site)?.id ?? said`the workflow`;

/** Where the expression is evaluated: what follows the main tasks reads all of them, ended or not. */
export const phaseOf = ({ site }: Pick<Check, 'site'>): Phase => readerOf(site)?.phase ?? 'tasks';

export function problemAt(site: ExpressionSite, reference: Reference, message: Said, hint: Said | undefined): Problem {
  return { code: 'VALIDATION_REFERENCE', path: site.path, offset: reference.start, message, hint };
}
