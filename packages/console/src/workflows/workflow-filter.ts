import type { Workflow } from '@carillon/protocol';

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
