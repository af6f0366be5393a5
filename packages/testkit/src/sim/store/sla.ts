/** Promises of runs (store/src/sql/sla.ts). When an attempt began is told as when it was dispatched. */
import { type DueSla, OF_RUN, runStateOf, type SlaStore, taskStateOf } from '@carillon/core';
import { key, later, TASK } from './guards.ts';
import { noteSteps } from './history.ts';
import type { Operations } from './operation.ts';
import type { SlaRow } from './rows.ts';
import type { Tables } from './tables.ts';

const TAKEN_MS = 10_000;
const USUAL_OF = 20;
const [RUN_QUEUED, RUN_RUNNING, SUCCESS] = [1, 2, 10];
const GOOD: ReadonlySet<string> = new Set(['success', 'skipped']);

type Sla = Operations<Exclude<keyof SlaStore, 'longRunning' | 'noteLongRunning' | 'pruneSla'>>;

const keyOf = ({ runId, taskNo, kind }: Pick<SlaRow, 'runId' | 'taskNo' | 'kind'>): string =>
  `${key(runId, taskNo)}/${kind}`;

interface Standing {
  readonly versionKey: number | undefined;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly state: number;
}

const NOWHERE: Standing = { versionKey: undefined, startedAt: undefined, endedAt: undefined, state: RUN_RUNNING };
const earliest = (times: readonly (number | undefined)[]): number | undefined => {
  const known = times.flatMap((at) => at ?? []);
  return known.length === 0 ? undefined : Math.min(...known);
};

export function createSla(tables: Tables): Sla {
  const { machine, slaTerms } = tables;
  const isOnce = !tables.without.has('sla_once');

  /** Median of the last successes, as `percentile_disc` has it. */
  const usualOf = (workflowKey: number): number | undefined => {
    const taken = Array.from(tables.runEnds.values())
      .filter((run) => run.workflowKey === workflowKey && run.state === SUCCESS)
      .toSorted((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, USUAL_OF)
      .map(({ createdAt, endedAt }) => endedAt - createdAt)
      .toSorted((a, b) => a - b);
    return taken[Math.ceil(taken.length / 2) - 1];
  };

  const ofRun = (runId: string): Standing => {
    const begun = earliest([
      ...tables.taskEnds.of(runId).map(({ dispatchedAt, endedAt }) => dispatchedAt ?? endedAt),
      ...tables.attemptEnds.of(runId).map(({ dispatchedAt }) => dispatchedAt),
      ...Array.from(tables.tasks.of(runId), ({ dispatchedAt }) => dispatchedAt),
    ]);
    const open = tables.runs.get(runId);
    if (open) return { versionKey: open.versionKey, state: open.state, startedAt: begun, endedAt: undefined };
    const row = tables.tasks.get(runId, 0);
    if (row?.solo) {
      const state = row.state === TASK.pending || row.state === TASK.queued ? RUN_QUEUED : RUN_RUNNING;
      return { versionKey: row.solo.versionKey, state, startedAt: row.dispatchedAt ?? begun, endedAt: undefined };
    }
    const end = tables.runEnds.get(runId);
    if (!end) return NOWHERE;
    const own = end.attemptNo === undefined ? begun : end.endedAt;
    return { versionKey: end.versionKey, state: end.state, startedAt: own, endedAt: end.endedAt };
  };

  const ofTask = (runId: string, taskNo: number): Standing => {
    const run = ofRun(runId);
    const isIts = (row: { readonly taskNo: number }): boolean => row.taskNo === taskNo;
    const [end] = tables.taskEnds.of(runId).filter(isIts);
    const row = tables.tasks.get(runId, taskNo);
    const startedAt = earliest([
      end && (end.dispatchedAt ?? end.endedAt),
      ...tables.attemptEnds
        .of(runId)
        .filter(isIts)
        .map(({ dispatchedAt }) => dispatchedAt),
      row?.dispatchedAt,
    ]);
    // Of a one-task run that has ended, the history of its task is its own.
    if (tables.runEnds.get(runId)?.attemptNo !== undefined) return { ...run, startedAt: startedAt ?? run.startedAt };
    return { ...run, startedAt, endedAt: end?.endedAt, state: end?.state ?? row?.state ?? TASK.pending };
  };

  const dueOf = (row: SlaRow): DueSla => {
    const { runId, taskNo, kind, term, usualMs, predictedAt, createdAt } = row;
    const { versionKey, startedAt, endedAt, state } = taskNo === OF_RUN ? ofRun(runId) : ofTask(runId, taskNo);
    const name = taskNo === OF_RUN ? runStateOf(state) : taskStateOf(state);
    const instant = (at: number | undefined): Date | undefined => (at === undefined ? undefined : new Date(at));
    return {
      runId,
      taskNo,
      kind,
      versionKey,
      usualMs,
      state: name,
      at: new Date(term),
      now: new Date(machine.now()),
      startedAt: instant(startedAt),
      endedAt: instant(endedAt),
      isGood: state >= SUCCESS && GOOD.has(name),
      isPredicted: predictedAt !== undefined,
      createdAt: new Date(createdAt),
    };
  };

  return {
    promise({ runId, scope, workflowKey, terms }) {
      const usual = usualOf(workflowKey);
      for (const { taskNo, kind, at } of terms) {
        const about = { runId, taskNo, kind, term: at.getTime() };
        if (slaTerms.has(keyOf(about))) continue;
        const usualMs = kind === 'finish_by' && taskNo === OF_RUN ? usual : undefined;
        const dueAt = about.term - (usualMs ?? 0);
        const rest = { missedAt: undefined, predictedAt: undefined, createdAt: machine.now() };
        slaTerms.insert(keyOf(about), { ...about, ...rest, scope, usualMs, dueAt });
        tables.promised.append(about);
      }
    },
    takeDueSla(limit) {
      const now = machine.now();
      return Array.from(slaTerms.values())
        .filter(({ dueAt }) => dueAt !== undefined && dueAt <= now)
        .toSorted((a, b) => (a.dueAt as number) - (b.dueAt as number))
        .slice(0, limit)
        .map((row) => dueOf(isOnce ? slaTerms.update(row, { dueAt: later(now, TAKEN_MS) }) : row));
    },
    settleSla(settlements) {
      const said = { missed: 0, at_risk: 0 };
      const moved: { readonly runId: string; readonly step: string }[] = [];
      for (const { outcome, dueAt, step, ...about } of settlements) {
        const row = slaTerms.get(keyOf(about));
        if (!row || (isOnce && row.missedAt !== undefined)) continue;
        if (outcome === 'kept' || outcome === 'void') {
          slaTerms.delete(keyOf(about));
          continue;
        }
        if (outcome === 'at_risk' && row.predictedAt !== undefined) continue;
        slaTerms.update(row, {
          dueAt: dueAt?.getTime(),
          ...(outcome === 'missed' ? { missedAt: machine.now() } : {}),
          ...(outcome === 'at_risk' ? { predictedAt: machine.now() } : {}),
        });
        if (step === undefined || outcome === 'open') continue;
        said[outcome] += 1;
        moved.push({ runId: about.runId, step });
      }
      noteSteps(tables, moved);
      return { missed: said.missed, atRisk: said.at_risk };
    },
  };
}
