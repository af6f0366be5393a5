/** One step of a chain, with the narrow statement for it. */
import type { Advanced, Completion, GraphCompletion } from '@carillon/core';
import { TASK_STATE_CODES } from '@carillon/core';
import { advanceStep } from '../sql/advance-step.ts';
import type { EngineConnection } from './connection.ts';
import { json } from './literal.ts';

/** A success that was reported and has one child, which waits for nothing else and is given to a worker. */
interface ChainStep {
  readonly item: GraphCompletion;
  readonly by: Extract<Completion['by'], { kind: 'report' }>;
  readonly child: GraphCompletion['children'][number] & { readonly sessionKey: number };
}

export function chainStepOf(items: readonly GraphCompletion[]): ChainStep | undefined {
  const [item, ...others] = items;
  if (!item || others.length > 0) return undefined;
  const [child, ...siblings] = item.children;
  if (!child || siblings.length > 0 || !child.fused || child.need !== 1 || child.sessionKey === undefined)
    return undefined;
  if (item.by.kind !== 'report' || item.state !== TASK_STATE_CODES.success || item.produces) return undefined;
  return { item, by: item.by, child: { ...child, sessionKey: child.sessionKey } };
}

const UNIQUE_VIOLATION = '23505';

/** Undefined where the run, the task or the child is not as such a step finds them: nothing was done. */
export async function takeChainStep(
  connection: EngineConnection,
  { item, by, child }: ChainStep,
): Promise<Advanced | undefined> {
  const [row] = await connection
    .query(advanceStep, [
      item.runId,
      item.taskNo,
      by.attemptId,
      by.fence,
      by.sessionKey,
      item.state,
      item.startedAtMs,
      item.exitCode,
      json(item.reason),
      item.output,
      child.taskNo,
      `[${item.step}]`,
      child.laneKey,
      child.rank,
      child.timeoutMs,
      child.sessionKey,
    ])
    .catch((error: unknown) => {
      // Whoever held the run's lock before has made the child's row.
      if ((error as { code?: string }).code === UNIQUE_VIOLATION) return [];
      throw error;
    });
  if (!row) return undefined;
  const [attempt, attemptId, fence] = row as [number, string, number];
  const { taskNo, sessionKey } = child;
  return {
    accepted: new Set([`${item.runId}/${item.taskNo}`]),
    leased: [{ runId: item.runId, taskNo, attempt, attemptId, fence, sessionKey }],
    touched: [],
    queuedLanes: [],
    endable: [],
    updated: [],
  };
}
