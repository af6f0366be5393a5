import type { Run, TaskRun } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { graphQuery } from '../api/queries.ts';
import { QueryView } from '../parts/page.tsx';
import { criticalPath, pathLines } from './critical-path.ts';
import type { GraphShape } from './graph-shape.ts';
import { TaskGraph } from './late.ts';
import type { GraphTask } from './task-graph.tsx';

interface RunGraphViewProps {
  readonly run: Run;
  readonly tasks: readonly TaskRun[];
  /** The others stay where they are, so that the graph keeps its shape, and step back. */
  readonly isShown: (task: TaskRun) => boolean;
  readonly selected: string | undefined;
  readonly onSelect: (task: string) => void;
}

export function RunGraphView({ run, tasks, isShown, selected, onSelect }: RunGraphViewProps) {
  const { t } = useTranslation();
  const query = useQuery(graphQuery(run.id));
  const shape = useMemo(
    (): GraphShape => ({ nodes: query.data?.nodes.map(({ task }) => task) ?? [], edges: query.data?.edges ?? [] }),
    [query.data],
  );
  const path = useMemo(() => criticalPath(run, tasks.length > 1 ? tasks : [], shape.edges), [run, tasks, shape]);
  const isOnPath = useMemo(() => pathLines(path), [path]);
  const infos = useMemo(() => {
    const titles = new Map(query.data?.nodes.map(({ task, title }) => [task, title]));
    return new Map(
      tasks.map((task): [string, GraphTask] => [
        task.task,
        {
          ...task,
          title: titles.get(task.task),
          reasonCode: task.reason?.code,
          isFaded: !isShown(task),
          share: path.get(task.task),
        },
      ]),
    );
  }, [tasks, isShown, path, query.data]);
  return (
    <QueryView query={query}>
      {() => (
        <TaskGraph
          shape={shape}
          tasks={infos}
          selected={selected}
          onSelect={onSelect}
          label={t('run.graph')}
          {...(path.size > 0 && { isOnPath })}
          panOnScroll
        />
      )}
    </QueryView>
  );
}
