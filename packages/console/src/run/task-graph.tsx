import { type Edge, type Node, type NodeProps, ReactFlowProvider } from '@xyflow/react';
import type { ChildTotals } from '@carillon/protocol';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lookOf } from '../states/families.ts';
import { StateIcon } from '../states/state-icon.tsx';
import { Elapsed } from '../time/elapsed.tsx';
import { type Direction, type GraphShape, layoutFor } from './graph-layout.ts';
import { GraphNode, GraphView, nodeAt, stepped, useFit } from './graph-view.tsx';
import { TypeGlyph } from './type-glyph.tsx';

export interface GraphTask {
  readonly task: string;
  readonly title?: string | undefined;
  readonly type: string;
  /** Absent in a definition. */
  readonly state?: string;
  readonly reasonCode?: string | undefined;
  readonly attempt?: number;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  /** Of a task that stands for several runs. */
  readonly children?: Pick<ChildTotals, 'of' | 'open' | 'success' | 'failed' | 'stopped'> | undefined;
}

type TaskData = { readonly info: GraphTask; readonly direction: Direction };
type TaskNode = Node<TaskData, 'task'>;

const TaskNodeView = memo(({ data: { info, direction }, selected }: NodeProps<TaskNode>) => {
  const look = info.state === undefined ? undefined : lookOf(info.state, info.reasonCode);
  return (
    <GraphNode
      className={look ? `family-${look.family} ${look.pattern}` : 'plain'}
      title={info.title ?? info.task}
      direction={direction}
      isSelected={selected}
      isConnectable={false}
      icon={look ? <StateIcon look={look} /> : <TypeGlyph type={info.type} />}
      name={info.task}
      facts={
        <>
          {info.children ? doneOf(info.children) : (info.attempt ?? 0) > 1 && <b>×{info.attempt}</b>}
          {info.startedAt !== undefined && <Elapsed from={info.startedAt} to={info.endedAt} />}
          {look && <TypeGlyph type={info.type} />}
        </>
      }
    />
  );
});

/** `37/40`: ended of all that are known. */
function doneOf({ of, open, success, failed, stopped }: NonNullable<GraphTask['children']>): string {
  const done = success + failed + stopped;
  return `${done}/${of ?? done + open}`;
}

const nodeTypes = { task: TaskNodeView };

interface TaskGraphProps {
  readonly shape: GraphShape;
  readonly tasks: ReadonlyMap<string, GraphTask>;
  readonly selected?: string | undefined;
  readonly onSelect?: (task: string) => void;
  readonly label: string;
  /** The wheel moves the graph instead of the page. */
  readonly panOnScroll?: boolean;
}

/** Nothing is laid out before the pane has a size: a guess would be seen to jump. */
export function TaskGraph(props: TaskGraphProps) {
  const [pane, frame] = usePane();
  return (
    <section className="task-graph" ref={frame} aria-label={props.label}>
      {pane && (
        <ReactFlowProvider>
          <Flow {...props} pane={pane} />
        </ReactFlowProvider>
      )}
    </section>
  );
}

interface Pane {
  readonly width: number;
  readonly height: number;
}

function usePane(): [Pane | undefined, React.RefObject<HTMLDivElement | null>] {
  const frame = useRef<HTMLDivElement>(null);
  const [pane, setPane] = useState<Pane>();
  useEffect(() => {
    const { current } = frame;
    if (!current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const [width, height] = [stepped(entry.contentRect.width), stepped(entry.contentRect.height)];
      setPane((pane) => (pane?.width === width && pane.height === height ? pane : { width, height }));
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return [pane, frame];
}

function Flow({
  shape,
  tasks,
  selected,
  onSelect,
  pane,
  panOnScroll = false,
}: TaskGraphProps & { readonly pane: Pane }) {
  const { t } = useTranslation();
  const { direction, placed } = useMemo(() => layoutFor(shape, pane), [shape, pane]);
  const nodes = useMemo(
    () =>
      placed.map((place): TaskNode => {
        const { task } = place;
        const info = tasks.get(task) ?? { task, type: '' };
        const state = info.state === undefined ? '' : t(`state.${info.state}`, { defaultValue: info.state });
        return {
          id: task,
          type: 'task',
          ...nodeAt(place, direction),
          data: { info, direction },
          selected: task === selected,
          ariaLabel: [info.title ?? task, state].filter(Boolean).join(', '),
        };
      }),
    [placed, tasks, selected, direction, t],
  );
  const edges = useMemo(
    () =>
      shape.edges.map(
        ({ from, to }): Edge => ({
          id: `${from}>${to}`,
          source: from,
          target: to,
          className: `from-${tasks.get(from)?.state ?? 'nothing'}`,
          focusable: false,
        }),
      ),
    [shape, tasks],
  );
  return (
    <GraphView
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      controls="horizontal"
      nodesConnectable={false}
      nodesFocusable={onSelect !== undefined}
      onNodeClick={(_event, node) => onSelect?.(node.id)}
      onNodesChange={(changes) => {
        // Enter and Space on a focused node arrive as a selection.
        for (const change of changes)
          if (change.type === 'select' && change.selected && change.id !== selected) onSelect?.(change.id);
      }}
      fitViewOptions={FIT}
      zoomOnScroll={false}
      panOnScroll={panOnScroll}
      preventScrolling={panOnScroll}
    >
      <Refit placed={placed} />
    </GraphView>
  );
}

/**
 * Much below half its size nobody can read a node: then a part of the graph is shown, and one moves about in it. Room at
 * the bottom, so that the controls stand below every node.
 */
const FIT = { padding: { x: '24px', top: '24px', bottom: '56px' }, maxZoom: 1, minZoom: 0.4 } as const;

function Refit({ placed }: { placed: unknown }) {
  useFit(placed, FIT);
  return null;
}
