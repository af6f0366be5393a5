/** What there is to tell about a run at one moment. Pure: the same facts give the same picture. */
import { isFinalTaskState, type TaskRunState } from '@carillon/core/states';
import type { Run, RunGraph, RunSnapshot, TaskRun } from '@carillon/sdk';
import { elapsedMs } from '../output/time-text.ts';
import { plainText } from '../text/safe-text.ts';

export interface TaskLine {
  readonly task: string;
  /** Longest way from a first task: how far the line is set in. */
  readonly depth: number;
  readonly state: string;
  readonly elapsedMs: number | undefined;
  /** Attempt, worker or reason: what a reader would ask next. */
  readonly note: string;
}

export interface Progress {
  readonly run: Run;
  readonly lines: readonly TaskLine[];
  readonly done: number;
  readonly elapsedMs: number;
  /** Rest by the runs before, when there were any and this one is not yet late. */
  readonly remainingMs: number | undefined;
}

export interface ProgressFacts {
  readonly snapshot: RunSnapshot;
  readonly depths: ReadonlyMap<string, number>;
  /** Median duration of earlier green runs. */
  readonly typicalMs: number | undefined;
  readonly nowMs: number;
}

export const isFinalTask = (task: Pick<TaskRun, 'state'>): boolean => isFinalTaskState(task.state as TaskRunState);

export function progressOf({ snapshot: { run, tasks }, depths, typicalMs, nowMs }: ProgressFacts): Progress {
  const since = run.startedAt ?? run.createdAt;
  const elapsed =
    elapsedMs({ startedAt: since, ...(run.endedAt === undefined ? {} : { endedAt: run.endedAt }) }, nowMs) ?? 0;
  const remaining = typicalMs === undefined || run.endedAt !== undefined ? 0 : typicalMs - elapsed;
  const depthOf = (task: TaskRun) => depths.get(task.task) ?? 0;
  return {
    run,
    lines: [...tasks]
      .sort((a, b) => depthOf(a) - depthOf(b))
      .map((task) => ({
        task: task.task,
        depth: depthOf(task),
        state: task.state,
        elapsedMs: elapsedMs(task, nowMs),
        note: noteOf(task),
      })),
    done: tasks.filter(isFinalTask).length,
    elapsedMs: elapsed,
    remainingMs: remaining > 0 ? remaining : undefined,
  };
}

/** Those that have not begun come last. */
export function inOrderOfStart(tasks: readonly TaskRun[]): readonly TaskRun[] {
  return [...tasks].sort((a, b) => (a.startedAt ?? '~').localeCompare(b.startedAt ?? '~'));
}

/** Why it stands where it stands; for a task at work, where. */
export function noteOf(task: TaskRun): string {
  return joined([attemptNote(task), reasonNote(task), task.state === 'running' ? task.worker : undefined]);
}

const attemptNote = ({ attempt }: TaskRun): string | undefined => (attempt > 1 ? `attempt ${attempt}` : undefined);

export function reasonNote({ state, reason, notices = [] }: TaskRun): string {
  const isOfInterest = reason?.code === 'LIMIT_NEAR' || !(state === 'success' || state === 'running');
  return joined([isOfInterest ? reason?.message : undefined, ...notices.map(({ message }) => message)]);
}

function joined(parts: readonly (string | undefined)[]): string {
  return plainText(parts.filter((part) => part !== undefined && part !== '').join(', ')).replaceAll('\n', ' ');
}

/** Longest path to each task, by the order in which tasks become free of upstreams. */
export function depthsOf({ nodes, edges }: RunGraph): ReadonlyMap<string, number> {
  const depths = new Map(nodes.map(({ task }) => [task, 0]));
  const open = new Map(nodes.map(({ task }) => [task, edges.filter(({ to }) => to === task).length]));
  const free = nodes.map(({ task }) => task).filter((task) => open.get(task) === 0);
  for (const task of free) {
    for (const { to } of edges.filter(({ from }) => from === task)) {
      depths.set(to, Math.max(depths.get(to) ?? 0, (depths.get(task) ?? 0) + 1));
      open.set(to, (open.get(to) ?? 0) - 1);
      if (open.get(to) === 0) free.push(to);
    }
  }
  return depths;
}

/** The middle of what earlier runs took. */
export function typicalDuration(runs: readonly Run[]): number | undefined {
  const durations = runs.flatMap((run) => elapsedMs(run, Date.parse(run.endedAt ?? '')) ?? []).filter(Number.isFinite);
  return durations.sort((a, b) => a - b)[Math.floor(durations.length / 2)];
}
