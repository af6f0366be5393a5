/** A task in a graph, near enough to be read and from afar. */
import { Handle, Position } from '@xyflow/react';
import { type ReactNode, useMemo } from 'react';
import type { Direction } from './graph-layout.ts';
import { NODE_HEIGHT, NODE_WIDTH, type Placed } from './graph-layout.ts';
import { middleEllipsisIn } from './middle-ellipsis.ts';
import './task-graph.css';

export const SIDES = {
  LR: { target: Position.Left, source: Position.Right },
  TB: { target: Position.Top, source: Position.Bottom },
} as const;

/** Letters at the end of a name that always stay. */
const TAIL = 6;
/** Below this zoom a node has a larger name and nothing else, as nothing else could be read. */
export const FAR_BELOW = 0.6;
const FAR_FONT = '500 20px';
/** What a far node's edges, icon and gaps leave for words. */
const FAR_ROOM = 142;
const FAR_GAP = 8;

/** Where a node stands. Sides are told here, too: edges go to where the handles were before the direction changed. */
export const nodeAt = ({ x, y }: Placed, direction: Direction) => ({
  position: { x, y },
  width: NODE_WIDTH,
  height: NODE_HEIGHT,
  // Known before anything is drawn: a fit leaves out what is not measured, and what is out of sight never is.
  measured: { width: NODE_WIDTH, height: NODE_HEIGHT },
  targetPosition: SIDES[direction].target,
  sourcePosition: SIDES[direction].source,
});

interface GraphNodeProps {
  readonly className: string;
  readonly title: string;
  readonly isSelected: boolean;
  readonly icon: ReactNode;
  readonly name: string;
  readonly facts: ReactNode;
  readonly children?: ReactNode;
}

export function GraphNode({ className, title, isSelected, icon, name, facts, children }: GraphNodeProps) {
  return (
    <div className={`task-node ${className} ${isSelected ? 'is-selected' : ''}`} title={title}>
      {icon}
      <NodeName name={name} />
      <span className="task-node-facts">{facts}</span>
      {children}
    </div>
  );
}

/** Where lines are drawn from and to by hand. */
export function NodeHandles({ direction, isConnectable }: { direction: Direction; isConnectable: boolean }) {
  const { target, source } = SIDES[direction];
  return (
    <>
      <Handle type="target" position={target} isConnectable={isConnectable} />
      <Handle type="source" position={source} isConnectable={isConnectable} />
    </>
  );
}

/** Both ends tell names apart, so what is too long loses its middle, however much room there is. */
function NodeName({ name }: { name: string }) {
  const letters = Array.from(name);
  const cut = letters.length - TAIL;
  return (
    <span className="task-node-name">
      {cut < TAIL ? (
        <span>{name}</span>
      ) : (
        <>
          <span>{letters.slice(0, cut).join('')}</span>
          {letters.slice(cut).join('')}
        </>
      )}
    </span>
  );
}

/**
 * From afar there are hundreds of them, and each clip of a browser is paid for in each frame: names are cut to their room
 * here, and nothing is clipped.
 */
export function FarNode({
  className,
  title,
  isSelected,
  icon,
  name,
  fact,
}: Omit<GraphNodeProps, 'facts'> & { fact: string }) {
  const room = FAR_ROOM - (fact === '' ? 0 : FAR_GAP + widthOf(fact));
  const cut = useMemo(() => middleEllipsisIn(name, room, widthOf), [name, room]);
  return (
    <div className={`task-node is-far ${className} ${isSelected ? 'is-selected' : ''}`} title={title}>
      {icon}
      <span className="task-node-name">{cut}</span>
      {fact !== '' && <b>{fact}</b>}
    </div>
  );
}

let paper: CanvasRenderingContext2D | undefined;

function widthOf(text: string): number {
  if (!paper) {
    paper = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
    paper.font = `${FAR_FONT} ${getComputedStyle(document.body).fontFamily}`;
  }
  return paper.measureText(text).width;
}
