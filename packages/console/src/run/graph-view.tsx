/** What every graph of tasks has in common: ground, controls, map, zoom, and where the lines leave and arrive. */
import {
  Background,
  BackgroundVariant,
  Controls,
  type FitViewOptions,
  Handle,
  MiniMap,
  type Node,
  Position,
  ReactFlow,
  type ReactFlowProps,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { type ReactNode, useEffect } from 'react';
import { type Direction, NODE_HEIGHT, NODE_WIDTH, type Placed } from './graph-layout.ts';
import '@xyflow/react/dist/style.css';
import './task-graph.css';

const HANDLES = {
  LR: { target: Position.Left, source: Position.Right },
  TB: { target: Position.Top, source: Position.Bottom },
} as const;

/** Letters at the end of a name that always stay. */
const TAIL = 6;

const MINIMAP_FROM = 40;
const DRAWN_WHOLE_UP_TO = 200;
/** Panes are taken in steps, so that a splitter or a scroll bar does not lay the graph out at each pixel. */
const PANE_STEP_PX = 80;
export const stepped = (px: number): number => Math.max(1, Math.ceil(px / PANE_STEP_PX)) * PANE_STEP_PX;

/** Where a node stands. Sides are told here, too: edges go to where the handles were before the direction changed. */
export const nodeAt = ({ x, y }: Placed, direction: Direction) => ({
  position: { x, y },
  width: NODE_WIDTH,
  height: NODE_HEIGHT,
  targetPosition: HANDLES[direction].target,
  sourcePosition: HANDLES[direction].source,
});

interface GraphNodeProps {
  readonly className: string;
  readonly title: string;
  readonly direction: Direction;
  readonly isSelected: boolean;
  readonly isConnectable: boolean;
  readonly icon: ReactNode;
  readonly name: string;
  readonly facts: ReactNode;
}

export function GraphNode(props: GraphNodeProps) {
  const { className, title, direction, isSelected, isConnectable, icon, name, facts } = props;
  const { target, source } = HANDLES[direction];
  return (
    <div className={`task-node ${className} ${isSelected ? 'is-selected' : ''}`} title={title}>
      <Handle type="target" position={target} isConnectable={isConnectable} />
      {icon}
      <NodeName name={name} />
      <span className="task-node-facts">{facts}</span>
      <Handle type="source" position={source} isConnectable={isConnectable} />
    </div>
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

interface GraphViewProps<N extends Node> extends ReactFlowProps<N> {
  readonly nodes: N[];
  readonly controls: 'horizontal' | 'vertical';
}

export function GraphView<N extends Node>({ controls, children, ...props }: GraphViewProps<N>) {
  const { length } = props.nodes;
  return (
    <ReactFlow
      nodesDraggable={false}
      minZoom={0.1}
      maxZoom={1.5}
      fitView
      onlyRenderVisibleElements={length > DRAWN_WHOLE_UP_TO}
      {...props}
    >
      <Background variant={BackgroundVariant.Dots} gap={20} size={1} color="var(--line)" />
      <Controls showInteractive={false} orientation={controls} />
      {length > MINIMAP_FROM && <MiniMap pannable zoomable />}
      {children}
    </ReactFlow>
  );
}

/** Keeps the whole graph in view when its pane or its shape changes, never because a state did. */
export function useFit(placed: unknown, options: FitViewOptions): void {
  const { fitView } = useReactFlow();
  const width = useStore((store) => store.width);
  const height = useStore((store) => store.height);
  useEffect(() => void fitView(options), [fitView, width, height, placed, options]);
}
