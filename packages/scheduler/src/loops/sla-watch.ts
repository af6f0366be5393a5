/**
 * Looks at promises of runs when they are due: what was kept is forgotten, what was missed or will be is said once. All
 * nodes run it; promises are taken for ten seconds with SKIP LOCKED, so a node that dies half-way leaves them to another,
 * and settling one twice changes nothing. At most 500 a step. A promise is a row from before its run stands, and nothing
 * is searched for.
 */
import { type DueSla, type EngineStore, judgeSla, OF_RUN, type Reason, type SlaSettlement } from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import type { Versions } from '../runs/versions.ts';
import { createLoop, type IsNeeded, type Loop } from './loop.ts';

const EVERY_MS = 1_000;
const MAX_TERMS = 500;
/** A promise is written before its run. One that is not there by then never came. */
const ON_ITS_WAY_MS = 60_000;

export interface SlaWatchParts {
  readonly store: Pick<EngineStore, 'takeDueSla' | 'settleSla'>;
  readonly versions: Versions;
  readonly onSettled: (outcome: 'missed' | 'at_risk', count: number) => void;
  readonly isNeeded?: IsNeeded;
  readonly log: Logger;
}

const CODES = { missed: 'SLA_MISSED', at_risk: 'SLA_AT_RISK' } as const;

export function createSlaWatch({ store, versions, onSettled, isNeeded, log }: SlaWatchParts): Loop {
  const stepOf = async (
    { runId, taskNo, kind, at, state }: DueSla,
    versionKey: number,
    outcome: 'missed' | 'at_risk',
  ): Promise<string> => {
    const reason: Reason = { code: CODES[outcome], params: { kind, at: at.toISOString() } };
    if (taskNo === OF_RUN) return JSON.stringify({ to: state, reason });
    const task = (await versions.get(versionKey)).plan.tasks[taskNo];
    if (!task) throw new Error(`run ${runId} has no task ${taskNo}`);
    return JSON.stringify({ task: task.id, to: state, reason });
  };

  const settle = async (due: DueSla): Promise<SlaSettlement> => {
    const { runId, taskNo, kind, versionKey } = due;
    const about = { runId, taskNo, kind };
    if (versionKey === undefined) {
      const isOnItsWay = due.now.getTime() - due.createdAt.getTime() < ON_ITS_WAY_MS;
      // Its run is being written: whoever waits for the promise must not wait much longer than for the run.
      const dueAt = new Date(due.now.getTime() + EVERY_MS);
      return {
        ...about,
        ...(isOnItsWay ? { outcome: 'open', dueAt } : { outcome: 'void', dueAt: undefined }),
        step: undefined,
      };
    }
    const verdict = judgeSla(due);
    const said = verdict.kind === 'missed' || verdict.kind === 'at_risk' ? verdict.kind : undefined;
    return {
      ...about,
      outcome: verdict.kind,
      dueAt: 'until' in verdict ? verdict.until : undefined,
      step: said && (await stepOf(due, versionKey, said)),
    };
  };

  const step = async (): Promise<number> => {
    const due = await store.takeDueSla(MAX_TERMS);
    if (due.length === 0) return 0;
    const settled = await store.settleSla(await Promise.all(due.map(settle)));
    onSettled('missed', settled.missed);
    onSettled('at_risk', settled.atRisk);
    return due.length;
  };

  return createLoop({
    name: 'sla watch',
    everyMs: EVERY_MS,
    isNeeded,
    log,
    async step() {
      while ((await step()) === MAX_TERMS) continue;
    },
  });
}
