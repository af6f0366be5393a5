import type { Workflow } from '@carillon/protocol';

/** Every word must be in the name, title, owner or a tag. */
export function matchesWorkflow(workflow: Workflow, query: string): boolean {
  const text = [workflow.name, workflow.title, workflow.owner, ...workflow.tags].join('\n').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
