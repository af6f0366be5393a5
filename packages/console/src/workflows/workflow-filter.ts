import type { Workflow } from '@carillon/protocol';
import type { ExportedRow } from '../parts/export-rows.ts';

/** What the server found by name and title among all, and what of the loaded ones matches by owner or tag as well. */
export function searchWorkflows(
  loaded: readonly Workflow[],
  found: readonly Workflow[],
  query: string,
): readonly Workflow[] {
  const matching = loaded.filter((workflow) => matchesWorkflow(workflow, query));
  const known = new Set(loaded.map(({ id }) => id));
  return [...matching, ...found.filter(({ id }) => !known.has(id))];
}

/** Every word must be in the name, title, owner or a tag. */
export function matchesWorkflow(workflow: Workflow, query: string): boolean {
  const text = [workflow.name, workflow.title, workflow.owner, ...workflow.tags].join('\n').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

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
