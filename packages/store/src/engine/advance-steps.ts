/** Steps of chains, with the narrow statement for them. */
import type { Advanced, Completion, GraphCompletion } from '@carillon/core';
import { TASK_STATE_CODES } from '@carillon/core';
import { advanceSteps } from '../sql/advance-steps.ts';
import type { EngineConnection } from './connection.ts';
import { json, plain, quoted } from './literal.ts';

type Child = GraphCompletion['children'][number];

/** A success that was reported and has one child, which waits for nothing else. */
interface ChainStep {
  readonly item: GraphCompletion;
  readonly by: Extract<Completion['by'], { kind: 'report' }>;
  readonly child: Child;
}

/** Of each run the first: two ends of one run in a batch are one event, which is the large statement's business. */
export function chainStepsOf(items: readonly GraphCompletion[]): readonly ChainStep[] {
  const runs = new Set<string>();
  return items.flatMap((item) => {
    const step = runs.has(item.runId) ? undefined : chainStepOf(item);
    runs.add(item.runId);
    return step ? [step] : [];
  });
}

function chainStepOf(item: GraphCompletion): ChainStep | undefined {
  const [child, ...siblings] = item.children;
  if (!child || siblings.length > 0 || !child.fused || child.need !== 1) return undefined;
  if (item.by.kind !== 'report' || item.state !== TASK_STATE_CODES.success || item.produces) return undefined;
  return { item, by: item.by, child };
}

const UNIQUE_VIOLATION = '23505';

/**
 * @param steps of as many runs, in the order of their ids. Those that are not accepted found the run, the task or the
 *   child otherwise than such a step does: nothing was done of them.
 */
export async function takeChainSteps(connection: EngineConnection, steps: readonly ChainStep[]): Promise<Advanced> {
  const items = steps.map(({ item }) => item);
  const children = steps.map(({ child }) => child);
  const rows = await connection
    .query(advanceSteps, [
      plain(items.map((item) => item.runId)),
      plain(items.map((item) => item.taskNo)),
      plain(steps.map(({ by }) => by.attemptId)),
      plain(steps.map(({ by }) => by.fence)),
      plain(steps.map(({ by }) => by.sessionKey)),
      plain(items.map((item) => item.startedAtMs)),
      plain(items.map((item) => item.exitCode)),
      quoted(items.map((item) => json(item.reason))),
      quoted(items.map((item) => item.output)),
      quoted(items.map((item) => `[${item.step}]`)),
      plain(children.map((child) => child.taskNo)),
      plain(children.map((child) => child.laneKey)),
      plain(children.map((child) => child.rank)),
      plain(children.map((child) => child.timeoutMs)),
      plain(children.map((child) => child.sessionKey)),
    ])
    .catch((error: unknown) => {
      // Whoever held a run's lock before has made the child's row.
      if ((error as { code?: string }).code === UNIQUE_VIOLATION) return [];
      throw error;
    });
  const stepOf = new Map(steps.map((step) => [step.item.runId, step]));
  const taken = (rows as unknown as [string, number, string | null, number | null][]).map(
    ([runId, attempt, attemptId, fence]) => ({ ...(stepOf.get(runId) as ChainStep), attempt, attemptId, fence }),
  );
  return {
    accepted: new Set(taken.map(({ item }) => `${item.runId}/${item.taskNo}`)),
    leased: taken.flatMap(({ item: { runId }, child: { taskNo, sessionKey }, attempt, attemptId, fence }) =>
      sessionKey === undefined || attemptId === null || fence === null
        ? []
        : [{ runId, taskNo, attempt, attemptId, fence, sessionKey }],
    ),
    touched: [],
    queuedLanes: [...new Set(taken.flatMap(({ child, attemptId }) => (attemptId === null ? [child.laneKey] : [])))],
    endable: [],
    updated: [],
  };
}
