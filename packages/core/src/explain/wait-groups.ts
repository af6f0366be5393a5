/** What has waited for long, by what holds it: one line for one cause, however many runs it holds. */
import type { Check } from './check.ts';
import type { RunExplanation } from './explain-run.ts';
import type { WaitCode } from './wait-codes.ts';

export interface WaitGroup {
  readonly code: WaitCode;
  readonly runs: number;
  readonly tasks: number;
  readonly since: Date;
  /** The one that waits longest. */
  readonly first: { readonly runId: string; readonly task: string | undefined; readonly answer: Check };
}

export interface ExplainedRun extends RunExplanation {
  readonly createdAt: Date;
}

/** A task that waits for another task of its run is held by what holds that one, and no cause by itself. */
const CASCADE: ReadonlySet<WaitCode> = new Set(['DEP_UPSTREAM', 'CHILDREN']);

/** Those that have waited since before then; the longest wait first. */
export function groupWaits(runs: readonly ExplainedRun[], before: Date): readonly WaitGroup[] {
  const groups = new Map<WaitCode, WaitGroup>();
  const lastRuns = new Map<WaitCode, string>();
  const add = (runId: string, task: string | undefined, answer: Check, createdAt: Date): void => {
    const since = answer.since ?? createdAt;
    if (answer.verdict === 'pass' || CASCADE.has(answer.code) || since > before) return;
    const group = groups.get(answer.code);
    const isFirst = !group || since < group.since;
    groups.set(answer.code, {
      code: answer.code,
      runs: (group?.runs ?? 0) + (lastRuns.get(answer.code) === runId ? 0 : 1),
      tasks: (group?.tasks ?? 0) + (task === undefined ? 0 : 1),
      since: isFirst ? since : group.since,
      first: isFirst ? { runId, task, answer } : group.first,
    });
    lastRuns.set(answer.code, runId);
  };
  for (const { runId, own, waiting, createdAt } of runs) {
    if (own) add(runId, undefined, own, createdAt);
    else for (const { task, answer } of waiting) add(runId, task, answer, createdAt);
  }
  return [...groups.values()].sort((a, b) => a.since.getTime() - b.since.getTime());
}
