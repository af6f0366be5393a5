/**
 * What only the server can say of waits for other workflows: those that wait for runs of their own period in a circle
 * wait for ever. A warning, since the other workflow may be changed next.
 */
import {
  type AwaitedRuns,
  awaitsOwnPeriod,
  documentTasks,
  leavesOf,
  type WorkflowDocument,
  said,
} from '@carillon/core';
import type { Finding, LoadedWorkflow } from '@carillon/spec';
import type { ApiContext, Place } from './context.ts';

/** Farther around nobody goes by accident. */
const MAX_WORKFLOWS = 200;

interface Edge {
  readonly to: string;
  readonly path: readonly string[];
}

export async function waitFindings(
  catalog: Pick<ApiContext['catalog'], 'liveVersion'>,
  place: Place,
  workflows: readonly LoadedWorkflow[],
): Promise<readonly Finding[]> {
  const edges = new Map(workflows.map(({ document }) => [nameOf(document), edgesOf(document)]));
  const edgesFrom = async (name: string): Promise<readonly Edge[]> => {
    const known = edges.get(name);
    if (known || edges.size >= MAX_WORKFLOWS) return known ?? [];
    const [project = '', workflow = ''] = name.split('/');
    const live = await catalog.liveVersion(place, project, workflow);
    const found = live ? edgesOf(live.document) : [];
    edges.set(name, found);
    return found;
  };

  /** The way from one to the other, both named. */
  const wayTo = async (from: string, to: string, seen: Set<string>): Promise<readonly string[] | undefined> => {
    if (from === to) return [from];
    if (seen.has(from)) return undefined;
    seen.add(from);
    for (const edge of await edgesFrom(from)) {
      const rest = await wayTo(edge.to, to, seen);
      if (rest) return [from, ...rest];
    }
    return undefined;
  };

  const findings: Finding[] = [];
  for (const { document, findingOf } of workflows) {
    const own = nameOf(document);
    for (const { to, path } of await edgesFrom(own)) {
      const way = await wayTo(to, own, new Set());
      if (!way) continue;
      const message = said`${own} waits for itself: ${[own, ...way].join(' → ')}`;
      const hint = said`Let one of them wait for an earlier time (offset: -1d, or a cycle that begins with last_).`;
      findings.push(findingOf({ code: 'VALIDATION_CYCLE', severity: 'warning', path, message, hint }));
    }
  }
  return findings;
}

const nameOf = ({ project, name }: Pick<WorkflowDocument, 'project' | 'name'>): string => `${project}/${name}`;

function edgesOf(document: WorkflowDocument): readonly Edge[] {
  return documentTasks(document).flatMap(({ id, task, phase }) => {
    const awaited = task.type === 'wait' ? task.with?.['run'] : undefined;
    if (awaited === undefined) return [];
    const runs = leavesOf(awaited as unknown as AwaitedRuns).filter(awaitsOwnPeriod);
    return runs.map(({ project = document.project, workflow }) => ({
      to: `${project}/${workflow}`,
      path: [phase, id, 'with', 'run'],
    }));
  });
}
