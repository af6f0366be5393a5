/** Places the tasks of a graph. Only its shape matters, so a node never moves because a state changed. */
import { Graph, layout } from '@dagrejs/dagre';
import type { GraphShape } from './graph-shape.ts';
import { layeredLayout, type Spot } from './layered-layout.ts';

export const NODE_WIDTH = 200;
export const NODE_HEIGHT = 44;

export type Direction = 'LR' | 'TB';

export interface Placed {
  readonly task: string;
  /** Top left corner. */
  readonly x: number;
  readonly y: number;
}

const SEPARATION = { nodes: 20, ranks: { LR: 56, TB: 36 } } as const;
const MARGIN = 8;
/** Above this dagre takes seconds, and nobody follows a single line. */
const DRAWN_WITH_CARE_UP_TO = 100;

export function layoutGraph(shape: GraphShape, direction: Direction): readonly Placed[] {
  if (shape.nodes.length > DRAWN_WITH_CARE_UP_TO) return inDirection(layeredLayout(shape), direction);
  const graph = new Graph();
  graph.setGraph({
    rankdir: direction,
    nodesep: SEPARATION.nodes,
    ranksep: SEPARATION.ranks[direction],
    marginx: MARGIN,
    marginy: MARGIN,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const task of shape.nodes) graph.setNode(task, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const { from, to } of shape.edges) if (graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to);
  layout(graph);
  return shape.nodes.map((task) => {
    const { x, y } = graph.node(task) as { x: number; y: number };
    return { task, x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 };
  });
}

function inDirection(spots: readonly Spot[], direction: Direction): readonly Placed[] {
  const first = Math.min(...spots.map(({ across }) => across));
  return spots.map(({ task, layer, across }) =>
    direction === 'LR'
      ? {
          task,
          x: MARGIN + layer * (NODE_WIDTH + SEPARATION.ranks.LR),
          y: MARGIN + (across - first) * (NODE_HEIGHT + SEPARATION.nodes),
        }
      : {
          task,
          x: MARGIN + (across - first) * (NODE_WIDTH + SEPARATION.nodes),
          y: MARGIN + layer * (NODE_HEIGHT + SEPARATION.ranks.TB),
        },
  );
}

/** How large the graph can be drawn in a pane; 1 is its full size. */
function scaleIn(placed: readonly Placed[], pane: { readonly width: number; readonly height: number }): number {
  const width = Math.max(...placed.map(({ x }) => x)) + NODE_WIDTH;
  const height = Math.max(...placed.map(({ y }) => y)) + NODE_HEIGHT;
  return Math.min(1, pane.width / width, pane.height / height);
}

/** The layout that can be drawn larger; from left to right when both can. */
export function layoutFor(
  shape: GraphShape,
  pane: { readonly width: number; readonly height: number },
): { direction: Direction; placed: readonly Placed[] } {
  const across = layoutGraph(shape, 'LR');
  const down = layoutGraph(shape, 'TB');
  return scaleIn(down, pane) > scaleIn(across, pane)
    ? { direction: 'TB', placed: down }
    : { direction: 'LR', placed: across };
}
