/** What the pages read, each with its cache key. Keys start with the noun, so that events can find them. */
import { isFinalRunState, type RunState } from '@carillon/core';
import type {
  Artifact,
  Attempt,
  LogHits,
  LogSlice,
  PageOf,
  Run,
  RunEvent,
  RunGraph,
  TaskRun,
  Worker,
  Workflow,
  WorkflowFacets,
  WorkflowVersion,
} from '@carillon/protocol';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from './client.ts';
import { EXPORT_PAGE_SIZE } from '../parts/read-all-rows.ts';
import { askedRuns, type RunFilterSearch } from '../runs/run-filter.ts';
import type { askedWorkflows } from '../workflows/workflow-filter.ts';
import { openSession } from './session.ts';

export interface Place {
  readonly project: string;
  readonly environment: string;
}

type WorkflowFilter = ReturnType<typeof askedWorkflows>;

const POLL_MS = 5_000;
/** Of what people change without a run that tells of it, such as a pause: no event says so. */
export const CHANGE_POLL_MS = 10_000;
/** How runs mostly go changes with many of them only. */
const STATS_STALE_MS = 60_000;
const PLACES_POLL_MS = 30_000;
const OPEN_RUN_POLL_MS = 1_000;
const RUN_PAGE_SIZE = 50;
const WORKFLOW_PAGE_SIZE = 100;

export const isOpenRun = (run: Run | undefined): boolean =>
  run !== undefined && !isFinalRunState(run.state as RunState);

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => openSession(signal),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
  // It is asked for before anything is drawn: who is signed out then is not asked for once more.
  retryOnMount: false,
  // Projects and environments are made meanwhile; a tab that is shown again asks at once.
  refetchInterval: PLACES_POLL_MS,
  refetchOnWindowFocus: 'always',
});

const fetchWorkflows = (
  place: Place,
  filter: WorkflowFilter,
  cursor: string | undefined,
  limit: number,
  signal?: AbortSignal,
) => get<PageOf<Workflow>>('/workflows', { ...place, ...filter, stats: 'true', cursor, limit }, signal);

export const workflowsQuery = (place: Place, filter: WorkflowFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ['workflows', place, filter],
    queryFn: ({ signal, pageParam }) => fetchWorkflows(place, filter, pageParam, WORKFLOW_PAGE_SIZE, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: CHANGE_POLL_MS,
  });

/** For a file: beside what the list keeps, page after page. */
export const readWorkflows = (place: Place, filter: WorkflowFilter) => (cursor: string | undefined) =>
  fetchWorkflows(place, filter, cursor, EXPORT_PAGE_SIZE);

/** What the list can be filtered by. */
export const workflowFacetsQuery = (place: Place) =>
  queryOptions({
    queryKey: ['workflow-facets', place],
    queryFn: ({ signal }) => get<WorkflowFacets>('/workflows/facets', { ...place }, signal),
  });

/** Whether there is one at all; asked again only while there is none. */
export const anyWorkflowQuery = (place: Place) =>
  queryOptions({
    queryKey: ['any-workflow', place],
    queryFn: async ({ signal }) =>
      (await get<PageOf<Workflow>>('/workflows', { ...place, limit: 1 }, signal)).items.length > 0,
    refetchInterval: ({ state: { data } }) => (data === false ? CHANGE_POLL_MS : false),
  });

export const workflowQuery = (place: Place, name: string) =>
  queryOptions({
    queryKey: ['workflow', place, name],
    queryFn: ({ signal }) =>
      get<Workflow>(`/workflows/${place.project}/${name}`, { environment: place.environment }, signal),
    refetchInterval: CHANGE_POLL_MS,
  });

/** How its last runs went. */
export const workflowStatsQuery = (place: Place, name: string) =>
  queryOptions({
    queryKey: ['workflow-stats', place, name],
    queryFn: async ({ signal }): Promise<Partial<NonNullable<Workflow['stats']>>> => {
      const asked = { environment: place.environment, stats: 'true' };
      return (await get<Workflow>(`/workflows/${place.project}/${name}`, asked, signal)).stats ?? {};
    },
    staleTime: STATS_STALE_MS,
  });

/** Of each firing of a logical date the newest run, the last firing first. */
export const runsAtQuery = (place: Place, workflow: string, date: string) =>
  queryOptions({
    queryKey: ['runs', place, 'at', workflow, date],
    queryFn: ({ signal }) =>
      get<PageOf<Run>>(
        `/workflows/${place.project}/${workflow}/at/${encodeURIComponent(date)}`,
        { environment: place.environment },
        signal,
      ),
  });

export const versionsQuery = (place: Place, name: string) =>
  infiniteQueryOptions({
    queryKey: ['versions', place, name],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<WorkflowVersion>>(
        `/workflows/${place.project}/${name}/versions`,
        { environment: place.environment, cursor: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });

export const versionQuery = (place: Place, name: string, number: number) =>
  queryOptions({
    queryKey: ['version', place, name, number],
    queryFn: ({ signal }) =>
      get<WorkflowVersion>(
        `/workflows/${place.project}/${name}/versions/${number}`,
        { environment: place.environment },
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY, // A version never changes.
  });

const fetchRuns = (
  place: Place,
  filter: RunFilterSearch,
  cursor: string | undefined,
  limit: number,
  signal?: AbortSignal,
) => get<PageOf<Run>>('/runs', { ...place, ...askedRuns(filter), stats: 'true', cursor, limit }, signal);

export const runsQuery = (place: Place, filter: RunFilterSearch) =>
  infiniteQueryOptions({
    queryKey: ['runs', place, filter],
    queryFn: ({ signal, pageParam }) => fetchRuns(place, filter, pageParam, RUN_PAGE_SIZE, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchOnWindowFocus: false, // Rows never jump under the pointer: the newest page is watched beside it.
  });

/** For a file: beside what the list keeps, page after page. */
export const readRuns = (place: Place, filter: RunFilterSearch) => (cursor: string | undefined) =>
  fetchRuns(place, filter, cursor, EXPORT_PAGE_SIZE);

/** The newest runs: watched for new rows, and for the state of those that are shown. */
export const newestRunsQuery = (place: Place, filter: RunFilterSearch, limit = RUN_PAGE_SIZE) =>
  queryOptions({
    queryKey: ['newest-runs', place, filter, limit],
    queryFn: ({ signal }) => fetchRuns(place, filter, undefined, limit, signal),
  });

/** As many ids as one request takes. */
const NAMED_RUNS = 200;

/** Runs that are shown and stand on no page that is watched: asked for while one of them has not ended. */
export const shownRunsQuery = (place: Place, ids: readonly string[]) =>
  queryOptions({
    queryKey: ['shown-runs', place, ids],
    queryFn: async ({ signal }) => {
      const pages: PageOf<Run>[] = [];
      for (let from = 0; from < ids.length; from += NAMED_RUNS) {
        const id = ids.slice(from, from + NAMED_RUNS);
        pages.push(await get('/runs', { ...place, id, children: true, stats: 'true', limit: NAMED_RUNS }, signal));
      }
      return pages.flatMap(({ items }) => items);
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0, // Each change of the ids is a key of its own.
    refetchInterval: ({ state: { data } }) => (data?.some(isOpenRun) ? POLL_MS : false),
  });

/** Ids of the newest runs of a workflow, for stepping through them. */
export const runIdsQuery = (place: Place, workflow: string, limit: number) =>
  queryOptions({
    queryKey: ['run-ids', place, workflow, limit],
    queryFn: async ({ signal }) =>
      (await get<PageOf<Run>>('/runs', { ...place, workflow, limit }, signal)).items.map(({ id }) => id),
  });

export const runQuery = (id: string) =>
  queryOptions({ queryKey: ['run', id], queryFn: ({ signal }) => get<Run>(`/runs/${id}`, {}, signal) });

/** Starts of short tasks are not events, so an open run's tasks are asked for each second as well. */
export const tasksQuery = (id: string, open: boolean) =>
  queryOptions({
    queryKey: ['run', id, 'tasks'],
    queryFn: ({ signal }) => get<PageOf<TaskRun>>(`/runs/${id}/tasks`, {}, signal),
    refetchInterval: open ? OPEN_RUN_POLL_MS : false,
  });

/** @param usual with how the last successful runs of the workflow went */
export const graphQuery = (id: string, usual = false) =>
  queryOptions({
    queryKey: ['run-graph', id, usual],
    queryFn: ({ signal }) => get<RunGraph>(`/runs/${id}/graph`, usual ? { usual: 'true' } : {}, signal),
    staleTime: Number.POSITIVE_INFINITY, // Only its shape is used; states come with the tasks.
  });

export const eventsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['run', id, 'events'],
    queryFn: ({ signal, pageParam }) => get<PageOf<RunEvent>>(`/runs/${id}/events`, { cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });

export const artifactsQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id, 'artifacts'],
    queryFn: ({ signal }) => get<PageOf<Artifact>>(`/runs/${id}/artifacts`, {}, signal),
  });

/** By itself, as only then it says what may be done with it. */
export const taskRunQuery = (runId: string, taskRunId: string, open: boolean) =>
  queryOptions({
    queryKey: ['run', runId, 'task', taskRunId],
    queryFn: ({ signal }) => get<TaskRun>(`/task-runs/${taskRunId}`, {}, signal),
    refetchInterval: open ? OPEN_RUN_POLL_MS : false,
  });

/** As its run defines it, which never changes. */
export const taskDefinitionQuery = (taskRunId: string) =>
  queryOptions({
    queryKey: ['task-definition', taskRunId],
    queryFn: async ({ signal }) => {
      const { definition } = await get<TaskRun>(`/task-runs/${taskRunId}`, { definition: 'true' }, signal);
      return definition ?? null;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

export const attemptsQuery = (runId: string, taskRunId: string) =>
  queryOptions({
    queryKey: ['run', runId, 'attempts', taskRunId],
    queryFn: ({ signal }) => get<PageOf<Attempt>>(`/task-runs/${taskRunId}/attempts`, {}, signal),
  });

export const workersQuery = queryOptions({
  queryKey: ['workers'],
  queryFn: ({ signal }) => get<PageOf<Worker>>('/workers', {}, signal),
  refetchInterval: POLL_MS,
});

export const logPath = (taskRunId: string, attempt: number) => `/task-runs/${taskRunId}/attempts/${attempt}/log`;

export function readLog(
  taskRunId: string,
  attempt: number,
  range: { offset: number } | { line: number },
  signal: AbortSignal,
): Promise<LogSlice> {
  return get<LogSlice>(logPath(taskRunId, attempt), range, signal);
}

export interface LogQuery {
  readonly text: string;
  readonly isPattern: boolean;
}

/** The server looks at a part of the log with each page; a page may have found nothing. */
export const logSearchQuery = (taskRunId: string, attempt: number, { text, isPattern }: LogQuery) =>
  infiniteQueryOptions({
    queryKey: ['log-search', taskRunId, attempt, text, isPattern],
    queryFn: ({ signal, pageParam }) =>
      get<LogHits>(
        `${logPath(taskRunId, attempt)}/search`,
        { text, pattern: isPattern ? 'true' : undefined, cursor: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    retry: false,
  });
