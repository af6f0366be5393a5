import {
  type Connection,
  type Edge,
  type Node,
  type NodeProps,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { memo, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/icon.tsx';
import { type Direction, layoutFor, NODE_HEIGHT, NODE_WIDTH } from '../run/graph-layout.ts';
import { GraphMap } from '../run/graph-map.tsx';
import { GraphNode, NodeHandles, nodeAt } from '../run/graph-node.tsx';
import { GraphView, MAP_FROM, stepped, useFit } from '../run/graph-view.tsx';
import { TypeGlyph } from '../run/type-glyph.tsx';
import type { EditedTask } from './language.ts';
import { listOf } from './task-forms.ts';
import { keyOf } from './use-editor.ts';

export interface TaskMark {
  readonly errors: number;
  readonly warnings: number;
  readonly isChanged: boolean;
}

interface CanvasProps {
  readonly tasks: readonly EditedTask[];
  readonly marks: ReadonlyMap<string, TaskMark>;
  readonly selected: string | undefined;
  /** Older than the text. */
  readonly isStale: boolean;
  readonly onSelect: (key: string | undefined) => void;
  /** Of the one that is selected: what it runs. */
  readonly onOpen: () => void;
  readonly onConnect: (from: EditedTask, to: EditedTask) => void;
  readonly onDisconnect: (from: EditedTask, to: EditedTask) => void;
  readonly onDelete: (task: EditedTask) => void;
  readonly onAddAfter: (task: EditedTask) => void;
  /** To where what it depends on is chosen. */
  readonly onConnectByKey: (task: EditedTask) => void;
}

type NodeData = { readonly task: EditedTask; readonly mark: TaskMark | undefined; readonly direction: Direction };
type CanvasNode = Node<NodeData, 'edited'>;

/** Room at the left, where the controls stand. */
const FIT = { padding: { x: '10%', y: '10%', left: '64px' }, maxZoom: 1, minZoom: 0.6 } as const;

const EditedNode = memo(({ data: { task, mark, direction }, selected }: NodeProps<CanvasNode>) => {
  const { t } = useTranslation();
  const type = typeof task.fields['type'] === 'string' ? task.fields['type'] : '';
  const state = mark && mark.errors > 0 ? 'has-errors' : mark && mark.warnings > 0 ? 'has-warnings' : '';
  return (
    <GraphNode
      className={`plain edited-node ${state}`}
      title={task.id}
      isSelected={selected}
      icon={<TypeGlyph type={type} />}
      name={task.id}
      facts={
        <>
          {task.in !== 'tasks' && <span className="map-chip">{task.in}</span>}
          {mark?.isChanged && (
            <span className="changed-mark" title={t('editor.changed')}>
              ~
            </span>
          )}
          {task.lock && <Icon name="code" size={12} />}
          {mark && mark.errors + mark.warnings > 0 && (
            <span className="finding-count">! {mark.errors + mark.warnings}</span>
          )}
        </>
      }
    >
      <NodeHandles direction={direction} isConnectable={!task.lock} />
    </GraphNode>
  );
});

const nodeTypes = { edited: EditedNode };

/** The graph of the tasks, drawn anew from the text each time; no place of a node is kept. */
export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

function Flow(props: CanvasProps) {
  const { tasks, marks, selected, isStale, onSelect } = props;
  const { t } = useTranslation();
  const [edge, setEdge] = useState<string>();
  const byKey = useMemo(() => new Map(tasks.map((task) => [keyOf(task), task])), [tasks]);
  const links = useMemo(() => linksOf(tasks), [tasks]);
  // Only the shape places nodes: what is typed into a field moves nothing.
  const shape = JSON.stringify([[...byKey.keys()], links]);
  const width = useStore((store) => stepped(store.width));
  const height = useStore((store) => stepped(store.height));
  const { direction, placed } = useMemo(() => {
    const [nodes, edges] = JSON.parse(shape) as [string[], { from: string; to: string }[]];
    return layoutFor({ nodes, edges }, { width, height });
  }, [shape, width, height]);
  const nodes = placed.flatMap((place): CanvasNode[] => {
    const { task: key } = place;
    const task = byKey.get(key);
    if (!task) return [];
    const mark = marks.get(key);
    const found = mark ? mark.errors + mark.warnings : 0;
    return [
      {
        id: key,
        type: 'edited',
        ...nodeAt(place, direction),
        data: { task, mark, direction },
        selected: key === selected,
        ariaLabel: [task.id, task.fields['type'], found > 0 && t('editor.problemCount', { count: found })]
          .filter((part) => typeof part === 'string')
          .join(', '),
      },
    ];
  });
  const edges = links.map(
    ({ from, to }): Edge => ({ id: `${from}>${to}`, source: from, target: to, selected: `${from}>${to}` === edge }),
  );
  const between = ({ source, target }: Pick<Connection, 'source' | 'target'>) => {
    const [from, to] = [byKey.get(source), byKey.get(target)];
    return from && to && from !== to && from.in === to.in ? ([from, to] as const) : undefined;
  };
  const markOf = useCallback((key: string) => ((marks.get(key)?.errors ?? 0) > 0 ? 'family-failed' : 'plain'), [marks]);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const cut = edges.find(({ id }) => id === edge);
    const task = selected === undefined ? undefined : byKey.get(selected);
    const ends = cut && between(cut);
    const isDelete = event.key === 'Delete' || event.key === 'Backspace';
    if (isDelete && ends) props.onDisconnect(...ends);
    else if (isDelete && task) props.onDelete(task);
    else if (event.key === 'a' && task && !hasModifier(event)) props.onAddAfter(task);
    else if (event.key === 'c' && task && !hasModifier(event)) props.onConnectByKey(task);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section
      className={`task-graph editor-canvas ${isStale ? 'is-stale' : ''}`}
      aria-label={t('editor.canvas')}
      onKeyDown={onKeyDown}
    >
      <GraphView
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        controls="vertical"
        edgesFocusable
        deleteKeyCode={null}
        onNodeClick={(_event, node) => (setEdge(undefined), onSelect(node.id))}
        onNodeDoubleClick={() => props.onOpen()}
        onEdgeClick={(_event, clicked) => setEdge(clicked.id)}
        onPaneClick={() => (setEdge(undefined), onSelect(undefined))}
        onNodesChange={(changes) => {
          for (const change of changes)
            if (change.type === 'select' && change.selected && change.id !== selected) onSelect(change.id);
        }}
        onEdgesChange={(changes) => {
          for (const change of changes) if (change.type === 'select') setEdge(change.selected ? change.id : undefined);
        }}
        isValidConnection={(connection) => between(connection) !== undefined}
        onConnect={(connection) => {
          const ends = between(connection);
          if (ends) props.onConnect(...ends);
        }}
        fitViewOptions={FIT}
        zoomOnDoubleClick={false}
        panOnScroll
      >
        {nodes.length > MAP_FROM && <GraphMap placed={placed} classOf={markOf} />}
        <Focus placed={placed} selected={selected} />
      </GraphView>
    </section>
  );
}

const hasModifier = (event: React.KeyboardEvent): boolean => event.ctrlKey || event.metaKey || event.altKey;

function linksOf(tasks: readonly EditedTask[]): readonly { readonly from: string; readonly to: string }[] {
  const known = new Set(tasks.map(keyOf));
  return tasks.flatMap((task) =>
    [...new Set(listOf(task.fields['needs']))]
      .map((need) => ({ from: `${task.in}/${need}`, to: keyOf(task) }))
      .filter(({ from, to }) => known.has(from) && from !== to),
  );
}

/** Keeps the graph in view as it grows, and what was chosen elsewhere. */
function Focus({
  placed,
  selected,
}: {
  placed: readonly { task: string; x: number; y: number }[];
  selected: string | undefined;
}) {
  const { setCenter, getZoom } = useReactFlow();
  const width = useStore((store) => store.width);
  const height = useStore((store) => store.height);
  const transform = useStore((store) => store.transform);
  useFit(placed, FIT);
  const node = placed.find(({ task }) => task === selected);
  useEffect(() => {
    if (!node) return;
    const [x, y, zoom] = transform;
    const left = node.x * zoom + x;
    const top = node.y * zoom + y;
    const isSeen = left >= 0 && top >= 0 && left + NODE_WIDTH * zoom <= width && top + NODE_HEIGHT * zoom <= height;
    if (!isSeen) void setCenter(node.x + NODE_WIDTH / 2, node.y + NODE_HEIGHT / 2, { zoom: getZoom() });
    // Only choosing a task moves the view; moving it by hand does not bring it back.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [selected]);
  return null;
}
