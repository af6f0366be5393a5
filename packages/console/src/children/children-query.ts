/** The runs that a task was carried out by, in the order of their places. */
import type { PageOf, Run, TaskRun } from '@carillon/protocol';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';

const PAGE_SIZE = 50;
const POLL_MS = 2_000;

/** Children move without an event of their parent. */
export const childrenQuery = (task: TaskRun, state: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['run', task.runId, 'children', task.task, state],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<Run>>(
        `/runs/${task.runId}/children`,
        { task: task.task, state, cursor: pageParam, limit: PAGE_SIZE },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: (task.children?.open ?? 0) > 0 && POLL_MS,
  });
