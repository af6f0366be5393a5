/**
 * A whole graph in the corner of its pane. Nodes of a kind are one path that is drawn once; what moves with each frame is
 * the frame of what is in sight alone.
 */
import { Panel, useReactFlow, useStore } from '@xyflow/react';
import { memo, type PointerEvent, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { NODE_HEIGHT, NODE_WIDTH, type Placed } from './graph-layout.ts';
import './graph-map.css';

const SIZE = { width: 200, height: 150 } as const;
const MARGIN = 6;

interface GraphMapProps {
  readonly placed: readonly Placed[];
  /** How the mark of a task looks. */
  readonly classOf: (task: string) => string;
}

interface Scale {
  readonly left: number;
  readonly top: number;
  /** Pixels of the map a pixel of the graph. */
  readonly by: number;
}

export function GraphMap({ placed, classOf }: GraphMapProps) {
  const { t } = useTranslation();
  const { setCenter, getZoom } = useReactFlow();
  const scale = useMemo(() => scaleOf(placed), [placed]);
  const centre = (event: PointerEvent<SVGSVGElement>) => {
    if (event.buttons === 0) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    void setCenter(x / scale.by + scale.left, y / scale.by + scale.top, { zoom: getZoom() });
  };
  return (
    <Panel position="bottom-right" className="graph-map">
      <svg
        {...SIZE}
        role="img"
        aria-label={t('run.graphMap')}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          centre(event);
        }}
        onPointerMove={centre}
      >
        <Marks placed={placed} classOf={classOf} scale={scale} />
      </svg>
      <InSight scale={scale} />
    </Panel>
  );
}

const Marks = memo(function Marks({ placed, classOf, scale }: GraphMapProps & { readonly scale: Scale }) {
  const lines = new Map<string, string>();
  const [width, height] = [NODE_WIDTH * scale.by, NODE_HEIGHT * scale.by].map((length) =>
    Math.max(1, length).toFixed(2),
  );
  for (const { task, x, y } of placed) {
    const className = classOf(task);
    const [left, top] = [(x - scale.left) * scale.by, (y - scale.top) * scale.by].map((at) => at.toFixed(2));
    lines.set(className, `${lines.get(className) ?? ''}M${left},${top}h${width}v${height}h-${width}z`);
  }
  return [...lines].map(([className, line]) => <path key={className} className={className} d={line} />);
});

/** Drawn at its full size and scaled: a transform alone is not painted anew. */
function InSight({ scale }: { scale: Scale }) {
  const [x, y, zoom] = useStore((store) => store.transform);
  const width = useStore((store) => store.width);
  const height = useStore((store) => store.height);
  const shown = scale.by / zoom;
  const [left, top] = [(-x / zoom - scale.left) * scale.by, (-y / zoom - scale.top) * scale.by];
  return (
    <div
      className="graph-map-sight"
      style={{ width: width * shown, height: height * shown, transform: `translate(${left}px, ${top}px)` }}
    />
  );
}

function scaleOf(placed: readonly Placed[]): Scale {
  const [left, top] = [Math.min(...placed.map(({ x }) => x)), Math.min(...placed.map(({ y }) => y))];
  const width = Math.max(...placed.map(({ x }) => x)) + NODE_WIDTH - left;
  const height = Math.max(...placed.map(({ y }) => y)) + NODE_HEIGHT - top;
  const by = Math.min((SIZE.width - 2 * MARGIN) / width, (SIZE.height - 2 * MARGIN) / height);
  return {
    left: left - (SIZE.width / by - width) / 2,
    top: top - (SIZE.height / by - height) / 2,
    by,
  };
}
