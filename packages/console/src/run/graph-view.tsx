/** What every graph of tasks has in common: ground, controls, zoom, and how it is fitted into its pane. */
import {
  Background,
  BackgroundVariant,
  Controls,
  type FitViewOptions,
  type Node,
  ReactFlow,
  type ReactFlowProps,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { useEffect } from 'react';
import '@xyflow/react/dist/style.css';
import './task-graph.css';

export const MAP_FROM = 40;
/** Above this what is out of sight is not drawn, and the ground has no dots: they would be painted anew in each frame. */
const DRAWN_WHOLE_UP_TO = 200;
/** Panes are taken in steps, so that a splitter or a scroll bar does not lay the graph out at each pixel. */
const PANE_STEP_PX = 80;
export const stepped = (px: number): number => Math.max(1, Math.ceil(px / PANE_STEP_PX)) * PANE_STEP_PX;

interface GraphViewProps<N extends Node> extends ReactFlowProps<N> {
  readonly nodes: N[];
  readonly controls: 'horizontal' | 'vertical';
}

export function GraphView<N extends Node>({ controls, children, ...props }: GraphViewProps<N>) {
  const isLarge = props.nodes.length > DRAWN_WHOLE_UP_TO;
  return (
    <ReactFlow
      nodesDraggable={false}
      minZoom={0.1}
      maxZoom={1.5}
      fitView
      onlyRenderVisibleElements={isLarge}
      {...props}
      className={isLarge ? 'is-large' : ''}
    >
      {!isLarge && <Background variant={BackgroundVariant.Dots} gap={20} size={1} color="var(--line)" />}
      <Controls showInteractive={false} orientation={controls} />
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
