/** I9: what is limited never runs more often at once, but for attempts given up with their worker; in the end nobody has a slot. */
import { type Check, type ExecutionFact, groupBy, type Violation } from './history.ts';

const LOST = 16;

function mostAtOnce(executions: readonly ExecutionFact[]): number {
  const moves = executions.flatMap(({ from, to }) => [
    { at: from, by: 1 },
    { at: to ?? from, by: -1 },
  ]);
  let [running, most] = [0, 0];
  for (const { by } of moves.sort((a, b) => a.at - b.at || a.by - b.by)) {
    running += by;
    most = Math.max(most, running);
  }
  return most;
}

export const withinLimits: Check = ({ executions, attemptEnds, runs, tasksOf, slotsHeld, rested }) => {
  const versionOf = new Map(runs.map(({ id, versionKey }) => [id, versionKey]));
  const lost = new Set(attemptEnds.flatMap(({ state, attemptId }) => (state === LOST ? [attemptId] : [])));
  const counted = executions.filter(({ attemptId, isExcused }) => !lost.has(attemptId) && !isExcused);
  const byTask = groupBy(counted, ({ runId, taskNo }) => `${versionOf.get(runId) ?? 0}/${taskNo}`);
  const over = [...byTask.values()].flatMap((some): readonly Violation[] => {
    const [{ runId, taskNo } = { runId: '', taskNo: 0 }] = some;
    const task = tasksOf(versionOf.get(runId) ?? 0)[taskNo];
    const most = task?.most === undefined ? 0 : mostAtOnce(some);
    if (task?.most === undefined || most <= task.most) return [];
    return [{ check: 'I9', told: `${most} of ${task.id} ran at once under a limit of ${task.most}`, runId }];
  });
  return rested && slotsHeld > 0 ? [...over, { check: 'I9', told: `${slotsHeld} slots are held by nobody` }] : over;
};
