/** Steps of chains, with the narrow statement for them. */
import type { Advanced, ChainStep } from '@carillon/core';
import { advanceSteps } from '../sql/advance-steps.ts';
import type { EngineConnection } from './connection.ts';
import { json, plain, quoted } from './literal.ts';

const UNIQUE_VIOLATION = '23505';

type StepRow = readonly [runId: string, attempt: number, attemptId: string | null, fence: number | null];

export async function takeChainSteps(connection: EngineConnection, steps: readonly ChainStep[]): Promise<Advanced> {
  const children = steps.map(({ children: [child] }) => child);
  const rows = await connection
    .query(advanceSteps, [
      plain(steps.map((step) => step.runId)),
      plain(steps.map((step) => step.taskNo)),
      plain(steps.map(({ by }) => by.attemptId)),
      plain(steps.map(({ by }) => by.fence)),
      plain(steps.map(({ by }) => by.sessionKey)),
      plain(steps.map((step) => step.startedAtMs)),
      plain(steps.map((step) => step.exitCode)),
      quoted(steps.map((step) => json(step.reason))),
      quoted(steps.map((step) => step.output)),
      quoted(steps.map((step) => `[${step.step}]`)),
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
  const stepOf = new Map(steps.map((step) => [step.runId, step]));
  const taken = (rows as unknown as readonly StepRow[]).map(([runId, attempt, attemptId, fence]) => ({
    step: stepOf.get(runId) as ChainStep,
    attempt,
    attemptId,
    fence,
  }));
  return {
    accepted: new Set(taken.map(({ step }) => `${step.runId}/${step.taskNo}`)),
    leased: taken.flatMap(({ step, attempt, attemptId, fence }) => {
      const { taskNo, sessionKey } = step.children[0];
      if (sessionKey === undefined || attemptId === null || fence === null) return [];
      return [{ runId: step.runId, taskNo, attempt, attemptId, fence, sessionKey }];
    }),
    touched: [],
    queuedLanes: [
      ...new Set(taken.flatMap(({ step, attemptId }) => (attemptId === null ? [step.children[0].laneKey] : []))),
    ],
    endable: [],
    updated: [],
  };
}
