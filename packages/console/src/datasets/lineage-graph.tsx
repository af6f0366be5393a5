import type { Lineage, LineageNode } from '@carillon/protocol';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import type { GraphShape } from '../run/graph-shape.ts';
import { TaskGraph } from '../run/late.ts';
import type { GraphTask } from '../run/task-graph.tsx';
import { freshnessLookOf, LOOK_OF_NOTHING } from '../states/families.ts';

interface LineageGraphProps {
  readonly lineage: Lineage;
  readonly place: Place;
  readonly onOpen: (node: LineageNode) => void;
}

/** Drawn like the tasks of a run; a dataset has the look of its freshness, and beside it how long ago it was updated. */
export function LineageGraph({ lineage: { of, nodes, edges }, place, onOpen }: LineageGraphProps) {
  const { t } = useTranslation();
  // Updates come and go; the graph stays where it is until its shape is another one.
  const shapeText = JSON.stringify({
    nodes: nodes.map(({ id }) => id),
    edges: edges.map(({ from, to }) => ({ from, to })),
  });
  const shape = useMemo(() => JSON.parse(shapeText) as GraphShape, [shapeText]);
  const names = useMemo(
    () => new Map(nodes.map((node) => [node.id, nameIn(node, place.project)])),
    [nodes, place.project],
  );
  const infos = useMemo(
    () =>
      new Map(
        nodes.map((node): [string, GraphTask] => {
          const { id, kind, title, freshness, version, lastUpdate } = node;
          const task = names.get(id) ?? id;
          const word = t(`lineageKind.${kind}`);
          const standing =
            freshness !== undefined
              ? { look: freshnessLookOf(freshness), text: t(`freshness.${freshness}`) }
              : kind === 'workflow' && version === undefined
                ? { look: LOOK_OF_NOTHING, text: t('lineage.notLive') }
                : undefined;
          const words = [`${word} ${task}`, title, standing?.text];
          return [
            id,
            { task, type: kind, title: words.filter(Boolean).join(' · '), standing, startedAt: lastUpdate?.at },
          ];
        }),
      ),
    [nodes, names, t],
  );
  return (
    <div className="lineage-graph">
      <TaskGraph
        shape={shape}
        tasks={infos}
        selected={of}
        onSelect={(id) => {
          const node = nodes.find((each) => each.id === id);
          if (node) onOpen(node);
        }}
        label={t('datasets.lineage')}
      />
      <ul className="visually-hidden">
        {edges.map(({ from, to, use, tasks }) => (
          <li key={`${from} ${use} ${to}`}>
            {t(`lineageUse.${use}`, { from: names.get(from), to: names.get(to), tasks: tasks.join(', ') })}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Of another project with its name. */
const nameIn = ({ project, name }: LineageNode, own: string): string =>
  project === undefined || project === own ? name : `${project}/${name}`;
