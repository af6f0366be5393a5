import { type Node, type NodeProps, Panel, ReactFlowProvider, useStore } from '@xyflow/react';
import type { ChildTotals } from '@carillon/protocol';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Look, lookOf } from '../states/families.ts';
import { StateIcon } from '../states/state-icon.tsx';
import { Elapsed } from '../time/elapsed.tsx';
import { shareText } from './critical-path.ts';
import { type Direction, layoutFor, type Placed } from './graph-layout.ts';
import { GraphLines } from './graph-lines.tsx';
import { GraphMap } from './graph-map.tsx';
import { FAR_BELOW, FarNode, GraphNode, nodeAt } from './graph-node.tsx';
import type { GraphShape } from './graph-shape.ts';
import { GraphView, MAP_FROM, stepped, useFit } from './graph-view.tsx';
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
  /** Not among those that are looked for. */
  readonly isFaded?: boolean;
  /** Of what the run took its time with: its part of that time, from 0 to 1. */
  readonly share?: number | undefined;
  /** Of what is no task and has no state of one. */
  readonly standing?: { readonly look: Look; readonly text: string } | undefined;
}

const lookOfTask = ({ standing, state, reasonCode }: GraphTask): Look | undefined =>
  standing?.look ?? (state === undefined ? undefined : lookOf(state, reasonCode));

type TaskData = { readonly info: GraphTask };
type TaskNode = Node<TaskData, 'task'>;

const TaskNodeView = memo(({ data: { info }, selected }: NodeProps<TaskNode>) => {
  const isFar = useStore(({ transform: [, , zoom] }) => zoom < FAR_BELOW);
  const look = lookOfTask(info);
  const share = info.share === undefined ? '' : shareText(info.share);
  const progress = info.children ? doneOf(info.children) : (info.attempt ?? 0) > 1 ? `×${info.attempt}` : '';
  const shared = {
    className: [
      look ? `family-${look.family} ${look.pattern}` : 'plain',
      info.isFaded && 'is-faded',
      info.share !== undefined && 'is-critical',
    ]
      .filter(Boolean)
      .join(' '),
    title: info.title ?? info.task,
    isSelected: selected,
    icon: look ? <StateIcon look={look} size={isFar ? 24 : 16} /> : <TypeGlyph type={info.type} />,
    name: info.task,
  };
  if (isFar) return <FarNode {...shared} fact={progress || share} />;
  return (
    <GraphNode
      {...shared}
      facts={
        <>
          {info.children ? progress : progress !== '' && <b>{progress}</b>}
          <span className="task-node-time">
            {info.startedAt !== undefined && <Elapsed from={info.startedAt} to={info.endedAt} />}
            {share !== '' && <em>{share}</em>}
          </span>
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
  /** Whether what the run took its time with goes along the line between two tasks. */
  readonly isOnPath?: (from: string, to: string) => boolean;
  /** The wheel moves the graph instead of the page. */
  readonly panOnScroll?: boolean;
}

/** Nothing is laid out before the pane has a size: a guess would be seen to jump. */
export function TaskGraph(props: TaskGraphProps) {
  const [pane, frame] = usePane();
  return (
    <section className="task-graph" ref={frame} aria-label={props.label}>
      {pane && <PlacedGraph {...props} pane={pane} />}
    </section>
  );
}

interface Pane {
  /** In steps. */
  readonly width: number;
  readonly height: number;
  /** What it was when it last became another one. */
  readonly exact: { readonly width: number; readonly height: number };
}

function usePane(): [Pane | undefined, React.RefObject<HTMLDivElement | null>] {
  const frame = useRef<HTMLDivElement>(null);
  const [pane, setPane] = useState<Pane>();
  useEffect(() => {
    const { current } = frame;
    if (!current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width: exactWidth, height: exactHeight } = entry.contentRect;
      const [width, height] = [stepped(exactWidth), stepped(exactHeight)];
      const exact = { width: exactWidth, height: exactHeight };
      setPane((pane) => (pane?.width === width && pane.height === height ? pane : { width, height, exact }));
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return [pane, frame];
}

type PlacedProps = TaskGraphProps & { readonly pane: Pane };

function PlacedGraph({ shape, tasks, selected, onSelect, pane, isOnPath, panOnScroll = false }: PlacedProps) {
  const { t } = useTranslation();
  const { direction, placed } = useMemo(() => layoutFor(shape, pane), [shape, pane]);
  const nodes = useMemo(
    () =>
      placed.map((place): TaskNode => {
        const info = tasks.get(place.task) ?? { task: place.task, type: '' };
        const state =
          info.standing?.text ??
          (info.state === undefined ? '' : t(`state.${info.state}`, { defaultValue: info.state }));
        return {
          ...standing(place, direction),
          data: { info },
          selected: place.task === selected,
          ariaLabel: [
            info.title ?? info.task,
            info.share !== undefined && t('run.onPath', { share: shareText(info.share) }),
            state,
          ]
            .filter(Boolean)
            .join(', '),
        };
      }),
    [placed, direction, tasks, selected, t],
  );
  const lineOf = useCallback(
    (from: string, to: string) =>
      `from-${tasks.get(from)?.state ?? 'nothing'}${isOnPath?.(from, to) ? ' is-critical' : ''}`,
    [tasks, isOnPath],
  );
  const markOf = useCallback(
    (task: string) => {
      const info = tasks.get(task);
      const look = info && lookOfTask(info);
      return look ? `family-${look.family}` : 'plain';
    },
    [tasks],
  );
  // The provider knows what will be in sight before anything is drawn, so nothing else is drawn first.
  return (
    <ReactFlowProvider
      initialNodes={nodes}
      initialWidth={pane.exact.width}
      initialHeight={pane.exact.height}
      initialMinZoom={FIT.minZoom}
      initialMaxZoom={FIT.maxZoom}
      initialFitViewOptions={FIT}
      fitView
    >
      <GraphView
        nodes={nodes}
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
        <GraphLines edges={shape.edges} placed={placed} direction={direction} classOf={lineOf} />
        {nodes.length > MAP_FROM && <GraphMap placed={placed} classOf={markOf} />}
        {isOnPath && (
          <Panel position="bottom-center" className="graph-legend">
            <i className="legend-critical" />
            {t('run.criticalPath')}
          </Panel>
        )}
        <Refit placed={placed} />
      </GraphView>
    </ReactFlowProvider>
  );
}

/**
 * Lines are not drawn from handles, so nobody has to look for them. A transform of its own would be a layer of its own to
 * the browser, hundreds of times: these stand by their corner.
 */
function standing(place: Placed, direction: Direction) {
  return {
    id: place.task,
    type: 'task' as const,
    ...nodeAt(place, direction),
    handles: [],
    style: { transform: 'none', left: place.x, top: place.y, zIndex: 'auto' },
  };
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
