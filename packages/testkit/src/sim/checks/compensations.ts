/** I8: what a run undoes are its successes, the last first, one after the other, and all of them where none fails. */
import { isMeddledWith } from './graphs.ts';
import { type Check, type EndFact, groupBy, type RunFact, type TaskFact, type Violation } from './history.ts';

const [SUCCESS, FAILED] = [10, 11];

interface Undone {
  readonly end: EndFact;
  /** The end of the task that it undoes. */
  readonly of: EndFact | undefined;
}

function undoneBy(tasks: readonly TaskFact[], ends: readonly EndFact[]): readonly Undone[] {
  const byNo = new Map(ends.map((end) => [end.taskNo, end]));
  return ends
    .flatMap((end) => {
      const undoes = tasks[end.taskNo]?.undoes;
      return undoes === undefined || end.fence === undefined ? [] : [{ end, of: byNo.get(undoes) }];
    })
    .toSorted((a, b) => a.end.seenAt - b.end.seenAt);
}

function leftOver(run: RunFact, tasks: readonly TaskFact[], ends: readonly EndFact[]): readonly EndFact[] {
  if (run.state !== FAILED) return [];
  const byNo = new Map(ends.map((end) => [end.taskNo, end]));
  const undoing = tasks.filter(({ undoes }) => undoes !== undefined);
  if (undoing.some(({ no }) => byNo.has(no) && byNo.get(no)?.state !== SUCCESS)) return [];
  return undoing.flatMap(({ no, undoes }) => {
    const of = byNo.get(undoes as number);
    return of?.state === SUCCESS && !byNo.has(no) ? [of] : [];
  });
}

export const undoneInReverse: Check = ({ runs, taskEnds, events, executions, tasksOf }) => {
  const endsOf = groupBy(taskEnds, ({ runId }) => runId);
  const eventsOf = groupBy(events, ({ runId }) => runId);
  const begunAt = new Map(executions.map(({ attemptId, from }) => [attemptId, from]));
  return runs.flatMap((run) => {
    const tasks = tasksOf(run.versionKey);
    const happened = eventsOf.get(run.id) ?? [];
    if (!tasks.some(({ undoes }) => undoes !== undefined) || isMeddledWith(run, happened)) return [];
    const violation = (told: string): Violation => ({ check: 'I8', told: `run ${run.id} ${told}`, runId: run.id });
    const ends = endsOf.get(run.id) ?? [];
    const undone = undoneBy(tasks, ends);
    const wrong = undone.flatMap(({ end, of }, i) => {
      const before = undone[i - 1];
      if (of?.state !== SUCCESS) return [violation(`undid task ${of?.taskNo}, which was no success`)];
      if (before?.of && before.of.seenAt < of.seenAt)
        return [violation(`undid task ${before.of.taskNo} before ${of.taskNo}, which had ended later`)];
      if (before && (begunAt.get(end.attemptId ?? '') ?? end.seenAt) < before.end.seenAt)
        return [violation(`undid two tasks at once`)];
      return [];
    });
    const isStopped = happened.some(({ steps }) =>
      steps.some(({ task, to }) => task === undefined && to === 'stopping'),
    );
    const left = isStopped ? [] : leftOver(run, tasks, ends);
    return [...wrong, ...left.map(({ taskNo }) => violation(`left task ${taskNo} as it was`))];
  });
};
