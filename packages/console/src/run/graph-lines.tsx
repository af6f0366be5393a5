/**
 * The lines of a graph that is only looked at. All that leave one layer alike are one path: an element for each of eight
 * hundred lines would cost a frame more than the nodes do.
 */
import { getBezierPath, ViewportPortal } from '@xyflow/react';
import { memo, useMemo } from 'react';
import { type Direction, NODE_HEIGHT, NODE_WIDTH, type Placed } from './graph-layout.ts';
import { SIDES } from './graph-node.tsx';
import type { GraphShape } from './graph-shape.ts';

interface GraphLinesProps {
  readonly edges: GraphShape['edges'];
  readonly placed: readonly Placed[];
  readonly direction: Direction;
  /** How the line between two tasks looks. */
  readonly classOf: (from: string, to: string) => string;
}

export const GraphLines = memo(function GraphLines({ edges, placed, direction, classOf }: GraphLinesProps) {
  const paths = useMemo(() => pathsOf({ edges, placed, direction, classOf }), [edges, placed, direction, classOf]);
  return (
    <ViewportPortal>
      <svg className="graph-lines" aria-hidden>
        {paths.map(({ key, className, line }) => (
          <path key={key} className={className} d={line} />
        ))}
      </svg>
    </ViewportPortal>
  );
});

function pathsOf({ edges, placed, direction, classOf }: GraphLinesProps) {
  const spots = new Map(placed.map((spot) => [spot.task, spot]));
  const lines = new Map<string, { readonly className: string; readonly parts: string[] }>();
  for (const { from, to } of edges) {
    const [start, end] = [spots.get(from), spots.get(to)];
    if (!start || !end) continue;
    const className = classOf(from, to);
    const key = `${direction === 'LR' ? start.x : start.y} ${className}`;
    const line = lines.get(key) ?? { className, parts: [] };
    line.parts.push(lineBetween(start, end, direction));
    lines.set(key, line);
  }
  return [...lines].map(([key, { className, parts }]) => ({ key, className, line: parts.join('') }));
}

function lineBetween(start: Placed, end: Placed, direction: Direction): string {
  const isAcross = direction === 'LR';
  const { source, target } = SIDES[direction];
  const [line] = getBezierPath({
    sourceX: start.x + (isAcross ? NODE_WIDTH : NODE_WIDTH / 2),
    sourceY: start.y + (isAcross ? NODE_HEIGHT / 2 : NODE_HEIGHT),
    sourcePosition: source,
    targetX: end.x + (isAcross ? 0 : NODE_WIDTH / 2),
    targetY: end.y + (isAcross ? NODE_HEIGHT / 2 : 0),
    targetPosition: target,
  });
  return line;
}
