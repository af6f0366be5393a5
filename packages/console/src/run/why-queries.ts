import type { Explanation, RunExplanation, TaskRun, TaskRunExplanation } from '@carillon/protocol';
import { isFinalTaskState, type TaskRunState } from '@carillon/core';
import { queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';

const POLL_MS = 2_000;

/** Something stands between it and running. */
export const waits = ({ state }: TaskRun): boolean => state !== 'running' && !isFinalTaskState(state as TaskRunState);

/** Workers come and go without an event of the run, so an open one is asked for again and again. */
export const runWhyQuery = (id: string, open: boolean) =>
  queryOptions({
    queryKey: ['run', id, 'why'],
    queryFn: ({ signal }) => get<RunExplanation>(`/runs/${id}/explain`, {}, signal),
    enabled: open,
    refetchInterval: POLL_MS,
  });

export const taskWhyQuery = (task: TaskRun) =>
  queryOptions({
    queryKey: ['run', task.runId, 'why', task.id],
    queryFn: ({ signal }) => get<TaskRunExplanation>(`/task-runs/${task.id}/explain`, {}, signal),
    enabled: waits(task),
    refetchInterval: POLL_MS,
  });

/** What holds a schedule or a backfill changes by people and by the clock. */
const SLOW_POLL_MS = 10_000;

export type WaitingNoun = 'schedule' | 'backfill';

export const whyQuery = (noun: WaitingNoun, id: string) =>
  queryOptions({
    queryKey: [noun, id, 'why'],
    queryFn: ({ signal }) => get<Explanation>(`/${noun}s/${id}/explain`, {}, signal),
    refetchInterval: SLOW_POLL_MS,
  });
