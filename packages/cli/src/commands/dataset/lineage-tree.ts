/** Lineage as trees: what leads to one thing above what comes of it, or from everything that nothing leads to. */
import type { Lineage, LineageEdge, LineageNode } from '@carillon/sdk';

/** @param edge which led there; undefined: the tree begins with it */
type Describe = (node: LineageNode, edge: LineageEdge | undefined) => string;

const WAYS = [
  { title: 'comes from', here: 'to', there: 'from' },
  { title: 'leads to', here: 'from', there: 'to' },
] as const;
type Way = (typeof WAYS)[number];

export function lineageTree({ of, nodes, edges }: Lineage, describe: Describe): readonly string[] {
  const known = new Map(nodes.map((node) => [node.id, node]));
  /** What is below a thing is drawn once. */
  const drawn = new Set<string>();

  function* below(id: string, way: Way, indent: string): Generator<string> {
    const links = edges.filter((edge) => edge[way.here] === id);
    for (const [n, edge] of links.entries()) {
      const there = edge[way.there];
      const node = known.get(there);
      if (!node) continue;
      const isLast = n === links.length - 1;
      const isAgain = drawn.has(there) && edges.some((next) => next[way.here] === there);
      yield `${indent}${isLast ? '└─' : '├─'} ${describe(node, edge)}${isAgain ? ' …' : ''}`;
      if (drawn.has(there)) continue;
      drawn.add(there);
      yield* below(there, way, `${indent}${isLast ? '   ' : '│  '}`);
    }
  }

  function* around(root: LineageNode): Generator<string> {
    yield describe(root, undefined);
    drawn.add(root.id);
    const ways = WAYS.filter((way) => edges.some((edge) => edge[way.here] === root.id));
    for (const [n, way] of ways.entries()) {
      const isLast = n === ways.length - 1;
      yield `${isLast ? '└─' : '├─'} ${way.title}`;
      yield* below(root.id, way, isLast ? '   ' : '│  ');
    }
  }

  function* fromSources(): Generator<string> {
    const isSource = ({ id }: LineageNode): boolean => !edges.some(({ to }) => to === id);
    // What only leads to itself has no source: it begins with whatever of it is told first.
    for (const node of [...nodes.filter(isSource), ...nodes]) {
      if (drawn.has(node.id)) continue;
      drawn.add(node.id);
      yield describe(node, undefined);
      yield* below(node.id, WAYS[1], '');
    }
  }

  const root = of === undefined ? undefined : known.get(of);
  return [...(root ? around(root) : fromSources())];
}
