import { LAST_RESULTS, type LastResult, LIFECYCLES } from '@carillon/core';
import type { Workflow } from '@carillon/protocol';
import type { ExportedRow } from '../parts/export-rows.ts';
import { textOf } from '../parts/search-words.ts';

export interface WorkflowFilterSearch {
  q?: string;
  owner?: string;
  tag?: string;
  paused?: boolean;
  lifecycle?: string[];
  lastResult?: LastResult;
  hasDraft?: boolean;
}

/** The list's filter as it stands in the address; what it does not know is left out. */
export function parseWorkflowFilter(asked: Record<string, unknown>): WorkflowFilterSearch {
  const stages: readonly unknown[] = Array.isArray(asked['lifecycle']) ? asked['lifecycle'] : [asked['lifecycle']];
  const lifecycle = LIFECYCLES.filter((known) => stages.includes(known));
  const lastResult = LAST_RESULTS.find((known) => known === asked['lastResult']);
  const [q, owner, tag] = [textOf(asked['q']), textOf(asked['owner']), textOf(asked['tag'])];
  return {
    ...(q !== undefined && { q }),
    ...(owner !== undefined && { owner }),
    ...(tag !== undefined && { tag }),
    ...(typeof asked['paused'] === 'boolean' && { paused: asked['paused'] }),
    ...(lifecycle.length > 0 && { lifecycle }),
    ...(lastResult && { lastResult }),
    ...(typeof asked['hasDraft'] === 'boolean' && { hasDraft: asked['hasDraft'] }),
  };
}

/** The same as the server takes it. */
export const askedWorkflows = ({ q, ...words }: Readonly<WorkflowFilterSearch>) => ({
  ...words,
  ...(q !== undefined && { text: q }),
});

/** A workflow as a row of a file. */
export const exportedWorkflow = ({ stats, ...workflow }: Workflow): ExportedRow => ({
  project: workflow.project,
  name: workflow.name,
  title: workflow.title,
  version: workflow.version,
  lifecycle: workflow.lifecycle,
  owner: workflow.owner,
  tags: workflow.tags.join(' '),
  schedules: workflow.schedules.map(({ expression, timezone }) => `${expression} ${timezone}`).join('; '),
  nextFireAt: workflow.nextFireAt,
  lastState: workflow.lastRuns.at(0)?.state,
  p50Ms: stats?.p50Ms,
  p95Ms: stats?.p95Ms,
  ended7Days: stats?.ended,
  success7Days: stats?.success,
});
