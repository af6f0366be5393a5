/** What comes before what, out of what live versions say of datasets, files and other workflows. Pure. */
import type { DatasetWorkflow } from '@carillon/core';
import type { LineageEdge } from '@carillon/protocol';
import { type LineageThing, lineageReferences } from '@carillon/spec';

export interface LineageLinks {
  /** By id, in the order of the workflows that name them. */
  readonly things: ReadonlyMap<string, LineageThing>;
  readonly edges: readonly LineageEdge[];
}

export interface LineagePart {
  readonly ids: readonly string[];
  readonly isCut: boolean;
}

export const lineageId = (thing: LineageThing): string =>
  thing.kind === 'file' ? `file:${thing.name}` : `${thing.kind}:${thing.project}/${thing.name}`;

export function linksOf(workflows: readonly DatasetWorkflow[]): LineageLinks {
  const things = new Map<string, LineageThing>();
  const edges = new Map<string, LineageEdge>();
  for (const { project, workflow, document } of workflows) {
    const own: LineageThing = { kind: 'workflow', project, name: workflow };
    for (const { task, use, thing } of lineageReferences(document)) {
      const [ownId, id] = [lineageId(own), lineageId(thing)];
      things.set(ownId, own).set(id, thing);
      const [from, to] = use === 'awaits' ? [id, ownId] : [ownId, id];
      const key = `${from} ${use} ${to}`;
      const edge = edges.get(key) ?? { from, to, use, tasks: [] };
      if (!edge.tasks.includes(task)) edge.tasks.push(task);
      edges.set(key, edge);
    }
  }
  return { things, edges: [...edges.values()] };
}

/** What leads to one thing and what comes of it, so many steps far, the nearest first. */
export function lineageAround(
  { edges }: LineageLinks,
  of: string,
  { depth, limit }: { readonly depth: number; readonly limit: number },
): LineagePart {
  const [before, behind] = [neighbours(edges, 'to', 'from'), neighbours(edges, 'from', 'to')];
  const found = new Set([of]);
  const seen = { before: new Set([of]), behind: new Set([of]) };
  let ends = { before: [of], behind: [of] };
  for (let step = 0; step < depth; step++) {
    ends = { before: stepFrom(ends.before, before, seen.before), behind: stepFrom(ends.behind, behind, seen.behind) };
    for (const id of [...ends.before, ...ends.behind]) found.add(id);
  }
  return cut([...found], limit);
}

/** All there is, or what the workflows and datasets of a project have to do with. */
export function wholeLineage({ things, edges }: LineageLinks, project: string | undefined, limit: number): LineagePart {
  const isOf = (id: string): boolean => {
    const thing = things.get(id);
    return project === undefined || (thing !== undefined && thing.kind !== 'file' && thing.project === project);
  };
  const touched = edges.filter(({ from, to }) => isOf(from) || isOf(to));
  return cut([...new Set(touched.flatMap(({ from, to }) => [from, to]))], limit);
}

const cut = (ids: readonly string[], limit: number): LineagePart => ({
  ids: ids.slice(0, limit),
  isCut: ids.length > limit,
});

type End = 'from' | 'to';

function neighbours(edges: readonly LineageEdge[], of: End, other: End): ReadonlyMap<string, readonly string[]> {
  const known = new Map<string, string[]>();
  for (const edge of edges) {
    const list = known.get(edge[of]) ?? [];
    list.push(edge[other]);
    known.set(edge[of], list);
  }
  return known;
}

function stepFrom(ids: readonly string[], next: ReadonlyMap<string, readonly string[]>, seen: Set<string>): string[] {
  const reached: string[] = [];
  for (const id of ids)
    for (const other of next.get(id) ?? []) {
      if (seen.has(other)) continue;
      seen.add(other);
      reached.push(other);
    }
  return reached;
}
