/** I5, I6, and the slots of I9: attempts and what they did outside. */
import { type Check, type EndFact, type ExecutionFact, groupBy, type History, type Violation } from './history.ts';

const SUCCESS = 10;
const keyOf = ({ runId, taskNo }: { readonly runId: string; readonly taskNo: number }): string => `${runId}/${taskNo}`;

type AcceptedEnd = Omit<EndFact, 'endedAt'>;

/** Ends that name an attempt; a one-task run's is in the row of the run. */
function acceptedEnds({ runs, taskEnds }: History): readonly AcceptedEnd[] {
  const ofRuns = runs.flatMap(({ id, state, attemptId, fence, seenAt = 0 }) =>
    attemptId === undefined
      ? []
      : [{ runId: id, taskNo: 0, state, attemptNo: 0, attemptId, fence, reason: undefined, seenAt }],
  );
  return [...taskEnds, ...ofRuns];
}

/** The outcome that counts is the newest attempt's, and there is one; fences rise. */
export const newestCounts: Check = (history) => {
  const violations: Violation[] = [];
  const accepted = groupBy(acceptedEnds(history), keyOf);
  const earlier = groupBy(history.attemptEnds, keyOf);
  const executions = groupBy(history.executions, keyOf);
  for (const [key, ends] of accepted) {
    const [end] = ends;
    if (!end) continue;
    const violate = (told: string): void =>
      void violations.push({ check: 'I5', told: `${key} ${told}`, runId: end.runId });
    if (ends.length > 1) violate(`has ${ends.length} outcomes`);
    if (end.fence === undefined) continue;
    const newest = Math.max(
      ...(earlier.get(key) ?? []).map(({ fence }) => fence ?? 0),
      ...(executions.get(key) ?? []).map(({ fence }) => fence),
    );
    const own = (executions.get(key) ?? []).find(({ fence }) => fence === end.fence);
    const isOver = own?.to !== undefined && own.to <= end.seenAt;
    if (end.state === SUCCESS && !isOver) violate(`ended as success by fence ${end.fence}, which had not`);
    if (newest > end.fence) violate(`ended by fence ${end.fence}, and ${newest} was issued`);
  }
  const issued = new Set([...acceptedEnds(history), ...history.attemptEnds].map(({ attemptId }) => attemptId));
  for (const { runId, taskNo, attemptId } of history.executions)
    if (history.rested && !issued.has(attemptId) && !isCleared(history, runId))
      violations.push({ check: 'I5', told: `${runId}/${taskNo} was carried out by an attempt nobody issued`, runId });
  for (const [, some] of groupBy(history.executions, ({ attemptId }) => attemptId))
    if (some.length > 1)
      violations.push({ check: 'I5', told: `an attempt was started ${some.length} times`, runId: some[0]?.runId });
  return violations;
};

/** A stop ends what holds no worker; what a row of it had done before is in its attempts. */
const isCleared = (history: History, runId: string): boolean => !history.runs.some(({ id }) => id === runId);

/** No two attempts of a task at once, unless a frozen worker could not stop the first. */
export const neverAtOnce: Check = ({ executions }) => {
  const violations: Violation[] = [];
  for (const [key, some] of groupBy(executions, keyOf)) {
    const inOrder = some.toSorted((a, b) => a.from - b.from);
    for (const [i, later] of inOrder.entries()) {
      const overlapping = inOrder.slice(0, i).find((earlier) => overlaps(earlier, later));
      if (overlapping)
        violations.push({
          check: 'I6',
          told: `${key} ran as fence ${overlapping.fence} on ${overlapping.worker} and as ${later.fence} on ${later.worker} at once`,
          runId: later.runId,
        });
    }
  }
  return violations;
};

const overlaps = (earlier: ExecutionFact, later: ExecutionFact): boolean =>
  !earlier.isExcused && earlier.fence !== later.fence && (earlier.to ?? Number.POSITIVE_INFINITY) > later.from;

/** No worker ever runs more than it has slots for. */
export const withinSlots: Check = ({ executions, slots }) => {
  const violations: Violation[] = [];
  for (const [worker, some] of groupBy(executions, (execution) => execution.worker)) {
    const moves = some.flatMap(({ from, to, runId }) => [
      { at: from, by: 1, runId },
      { at: to ?? Number.POSITIVE_INFINITY, by: -1, runId },
    ]);
    let running = 0;
    for (const { by, runId } of moves.sort((a, b) => a.at - b.at || a.by - b.by)) {
      running += by;
      if (running <= slots) continue;
      violations.push({ check: 'I9', told: `${worker} ran ${running} attempts in ${slots} slots`, runId });
      break;
    }
  }
  return violations;
};
