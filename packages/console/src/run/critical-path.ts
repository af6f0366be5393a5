/** What a run spent its time on: the chain of tasks of which each began when the one before it ended. */
import type { Run, TaskRun } from '@carillon/protocol';

interface Edge {
  readonly from: string;
  readonly to: string;
}

const endOf = ({ endedAt }: TaskRun): number => (endedAt === undefined ? Number.NaN : Date.parse(endedAt));
const lastOf = (tasks: readonly TaskRun[]): TaskRun | undefined =>
  tasks.reduce<TaskRun | undefined>((last, task) => (last && endOf(last) >= endOf(task) ? last : task), undefined);

/**
 * Of a run that has ended, by task: its part of the run's time, from the end of the task before it on the chain, with all
 * that it waited for itself. Walks back from the task that ended last; empty where nothing took time.
 */
export function criticalPath(run: Run, tasks: readonly TaskRun[], edges: readonly Edge[]): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  const ended = new Map(tasks.filter((task) => !Number.isNaN(endOf(task))).map((task) => [task.task, task]));
  const upstreams = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const known = upstreams.get(to);
    if (known) known.push(from);
    else upstreams.set(to, [from]);
  }
  const begun = Date.parse(run.startedAt ?? run.createdAt);
  const total = (run.endedAt === undefined ? Number.NaN : Date.parse(run.endedAt)) - begun;
  if (!(total > 0)) return shares;
  for (let task = lastOf([...ended.values()]); task && !shares.has(task.task); ) {
    const { task: id } = task;
    const before = lastOf((upstreams.get(id) ?? []).flatMap((name) => ended.get(name) ?? []));
    const from = Math.max(begun, before ? endOf(before) : begun);
    shares.set(id, Math.max(0, endOf(task) - from) / total);
    task = before;
  }
  return shares;
}

/** Whether a line leads from one task of the path to the next one. @param path as {@link criticalPath} gives it */
export function pathLines(path: ReadonlyMap<string, number>): (from: string, to: string) => boolean {
  const names = [...path.keys()];
  const before = new Map(names.map((task, n) => [task, names[n + 1]]));
  return (from, to) => before.get(to) === from;
}

export const shareText = (share: number): string => `${Math.round(share * 100)}%`;
