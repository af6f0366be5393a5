/** I4: states move along the table, and what is final stays so. */
import { RUN_TRANSITIONS, type RunState, runStateOf, isFinalRunState } from '@carillon/core';
import { type Check, groupBy, type Violation } from './history.ts';

const ARROWS: ReadonlySet<string> = new Set(
  RUN_TRANSITIONS.flatMap(({ from, to }) => from.map((state) => `${state}-${to}`)),
);

export const movedLegally: Check = ({ runs, events }) => {
  const violations: Violation[] = [];
  const stateOf = new Map(runs.map((run) => [run.id, runStateOf(run.state)]));
  for (const [runId, happened] of groupBy(events, (event) => event.runId)) {
    let final: RunState | undefined;
    for (const { runState } of happened) {
      if (final) {
        violations.push({ check: 'I4', told: `run ${runId} moved after it was ${final}`, runId });
        break;
      }
      if (runState === undefined) continue;
      const state = runStateOf(runState);
      if (isFinalRunState(state)) final = state;
    }
    const stored = stateOf.get(runId);
    if (!stored) violations.push({ check: 'I4', told: `run ${runId} moved and does not exist`, runId });
    else if (isFinalRunState(stored) && stored !== final)
      violations.push({ check: 'I4', told: `run ${runId} is ${stored}, its events say ${final}`, runId });
    violations.push(...illegalPairs(runId, happened));
  }
  for (const [id, some] of groupBy(runs, (run) => run.id))
    if (some.length > 1) violations.push({ check: 'I4', told: `run ${id} stands ${some.length} times`, runId: id });
  return violations;
};

/** Not every move has an event that names the state: cleaning up, and the start, are silent. */
function illegalPairs(
  runId: string,
  happened: readonly { readonly runState: number | undefined }[],
): readonly Violation[] {
  const states = happened.flatMap(({ runState }) => (runState === undefined ? [] : [runStateOf(runState)]));
  return states.flatMap((to, i) => {
    const before = states[i - 1];
    if (before === undefined || isFinalRunState(before)) return [];
    const froms: readonly RunState[] = before === 'stopping' ? ['stopping', 'running'] : [before];
    // A failure that pauses a run does so in the statement of its end.
    const isPause = to === 'paused' || (before === 'running' && to === 'running');
    if (isPause || froms.some((from) => ARROWS.has(`${from}-${to}`))) return [];
    return [{ check: 'I4', told: `run ${runId} went from ${before} to ${to}`, runId }];
  });
}
