/** One operation after another on both stores, made up from what the model has: reports, decisions, and people's commands. */
import {
  ARRIVING_LANE,
  compensationTasks,
  type GraphCompletion,
  isChainStep,
  OF_RUN,
  phaseCode,
  type Plan,
  planReopening,
  type PlanTask,
  signalTopic,
  SLA_KINDS,
  TASK_STATE_CODES as TASK,
  type NewRun,
} from '@carillon/core';
import type { Chances } from '../chances.ts';
import { type Catalogue, completionOf, HOUR_MS, type Known, newRun, placed, SCOPE } from './made-up-runs.testing.ts';
import type { Clocks } from './clocks.testing.ts';
import type { Tables } from './tables.ts';
import type { Twin } from './twin.testing.ts';

const BY = { actor: 'li', reason: { code: 'PAUSED_BY_USER' } } as const;
const STOP = { actor: 'li', reason: { code: 'STOPPED_BY_USER' } } as const;

export interface Stage {
  readonly twin: Twin;
  readonly clocks: Clocks;
  readonly tables: Tables;
  readonly catalogue: Catalogue;
  readonly runs: Map<string, Known>;
  readonly sessions: readonly number[];
}

/** One operation on both; the answers are compared by the twin. */
export async function operate(
  { twin, clocks, tables, catalogue, runs, sessions }: Stage,
  chances: Chances,
): Promise<void> {
  const rows = [...tables.tasks.all()];
  // As it was: the model changes it before PostgreSQL is asked.
  const row = rows.length > 0 ? { ...chances.pick(rows) } : undefined;
  const known = row && runs.get(row.runId);
  const someRun = runs.size > 0 ? chances.pick([...runs.values()]) : undefined;
  const controlled = known &&
    row && { runId: row.runId, taskNo: row.taskNo, need: row.need, laneKey: 1, step: '{"to":"x"}' };
  const report = row?.attemptId !== undefined && twin.attempt(row.runId, row.taskNo, row.attemptNo);
  const isStale = chances.happens(0.15);

  const what = chances.below(33);
  if (what < 3 || !row || !known || !controlled || !someRun) {
    if (chances.happens(0.2)) {
      const all = Array.from({ length: 1 + chances.below(3) }, () => newRun(catalogue, chances, sessions));
      const key = all[0]?.run.request.idempotency;
      const plain = all.map(({ run }) => unkeyed(run));
      const { made } = await twin.same('startTogether', (store) => store.startTogether(plain, key));
      for (const each of all) if (made.has(each.id)) runs.set(each.id, each);
      return;
    }
    const made = newRun(catalogue, chances, sessions);
    const { id, run } = made;
    const [root] = run.roots;
    if (run.solo && root?.state === 'queued' && root.dueMs === undefined && chances.happens(0.5)) {
      // One alone: several have one rank, and only the heap of PostgreSQL knows in which order those are claimed.
      const alike = { like: unkeyed(run), ids: [id], params: [run.request.params] };
      if (await twin.same('startAlike', (store) => store.startAlike(alike, run.request.idempotency)))
        runs.set(id, made);
      return;
    }
    const { made: ids } = made.plan.solo
      ? await twin.same('startSolo', (store) => store.startSolo([made.run]))
      : await twin.same('startGraph', (store) => store.startGraph([made.run]));
    if (ids.has(made.id)) runs.set(made.id, made);
    return;
  }
  const decision = {
    kind: 'decision',
    seenState: isStale ? TASK.running : row.state,
    seenDone: row.ok + row.failed + row.upstreamFailed + row.skipped,
  } as const;
  const ends = [TASK.success, TASK.success, TASK.failed, TASK.skipped, TASK.upstream_failed, TASK.stopped];
  const state = report ? chances.pick([TASK.success, TASK.success, TASK.failed]) : chances.pick(ends);
  if (what < 10) {
    const early = known.plan.tasks[row.taskNo]?.upstreams.length !== decision.seenDone;
    const item = completionOf(known, row.taskNo, state, decision, chances, sessions);
    const by = (side: 'model' | 'postgres'): GraphCompletion['by'] => {
      const attempt = report && report[side];
      if (!attempt) return decision;
      return {
        kind: 'report',
        attemptId: attempt.attemptId,
        fence: attempt.fence + (isStale ? 1 : 0),
        sessionKey: row.sessionKey as number,
      };
    };
    const itemOf = (side: 'model' | 'postgres'): GraphCompletion => ({ ...item, by: by(side) });
    if (known.plan.solo) await twin.same('finishSolo', (store, side) => store.finishSolo([itemOf(side)], 0));
    else if (isChainStep(itemOf('model')) && chances.happens(0.5))
      await twin.same('advanceSteps', (store, side) => store.advanceSteps([itemOf(side)].filter(isChainStep), 0));
    else await twin.same('advance', (store, side) => store.advance([itemOf(side)], early, 0));
    return;
  }
  // Now and then it has changed since it was seen.
  const seenFailed = (runId: string): boolean => chances.happens(0.8) === (tables.runs.get(runId)?.failed ?? 0) > 0;
  switch (what) {
    case 10:
      await twin.same('claim', (store) =>
        store.claim({ sessionKey: sessions[0] as number, laneKey: 1, limit: 2, lowRank: -5 }),
      );
      return;
    case 11:
    case 12: {
      const place = placed(chances, sessions);
      await twin.same('promote', (store) =>
        store.promote([
          {
            ...place,
            runId: row.runId,
            taskNo: row.taskNo,
            seenDone: decision.seenDone + (isStale ? 1 : 0),
            step: '{"to":"y"}',
          },
        ]),
      );
      return;
    }
    case 13:
    case 14: {
      if (!report) return;
      const attemptState = chances.pick([11, 16, 17]);
      await twin.same('retry', (store, side) =>
        store.retry([
          {
            runId: row.runId,
            taskNo: row.taskNo,
            ...report[side],
            sessionKey: row.sessionKey as number,
            attemptState,
            exitCode: 1,
            startedAtMs: undefined,
            reason: { code: 'EXIT_CODE' },
            delayMs: -1_000,
            countsTry: attemptState === 11,
            countsLost: attemptState === 16,
            ruleTries: attemptState === 11 ? [1, 2] : undefined,
            step: '{"to":"retrying"}',
          },
        ]),
      );
      await twin.same('attemptBudget', async (store, side) => {
        const budget = await store.attemptBudget({
          runId: row.runId,
          taskNo: row.taskNo,
          attemptId: report[side].attemptId,
        });
        return budget && { ...budget, elapsedMs: 0, remainingMs: budget.remainingMs === undefined };
      });
      await twin.same('alreadyAccepted', (store, side) =>
        store.alreadyAccepted({ runId: row.runId, taskNo: row.taskNo, attemptId: report[side].attemptId }),
      );
      return;
    }
    case 15:
      await twin.same('requeue', (store) =>
        store.requeue([{ runId: row.runId, taskNo: row.taskNo, readyRank: 2, dueMs: undefined }]),
      );
      return;
    case 16:
      if (report)
        await twin.same('markRunning', (store, side) =>
          store.markRunning([
            { runId: row.runId, taskNo: row.taskNo, ...report[side], startedAtMs: 5, step: '{"to":"running"}' },
          ]),
        );
      return;
    case 17:
      if (chances.happens(0.4)) {
        const how = { kill: isStale, uncompensated: chances.happens(0.3) };
        await twin.same('stop', (store) => store.stop(SCOPE, someRun.id, { ...STOP, ...how }));
      }
      await twin.same('pendingStops', (store) => store.pendingStops(sessions));
      return;
    case 18:
      if (chances.happens(0.3))
        await twin.same('pauseRun', (store) => store.pauseRun(SCOPE, someRun.id, { ...BY, isPaused: true }));
      else await twin.same('pauseRun', (store) => store.pauseRun(SCOPE, someRun.id, BY));
      return;
    case 19:
      await twin.same('resumeRun', (store) => store.resumeRun(SCOPE, someRun.id, BY));
      return;
    case 20:
      await twin.same('pauseTask', (store) => store.pauseTask(SCOPE, controlled, BY));
      return;
    case 21:
      await twin.same('resumeTask', (store) => store.resumeTask(SCOPE, controlled, BY));
      return;
    case 22: {
      const taskNo = chances.below(someRun.plan.tasks.length);
      const task = someRun.plan.tasks[taskNo] as PlanTask;
      const as = chances.pick([undefined, 'success', 'failed', 'skipped'] as const);
      await twin.same('reopen', (store) =>
        store.reopen(
          SCOPE,
          { ...controlled, runId: someRun.id, taskNo },
          {
            plan: (states) => planReopening(someRun.plan, states, taskNo, as),
            as: as && TASK[as],
            phase: phaseCode(task.phase),
            lanes: someRun.plan.tasks.map(() => 1),
          },
          { actor: 'li', reason: { code: 'MARKED' } },
        ),
      );
      return;
    }
    case 23: {
      const { id: runId, plan } = someRun;
      const from = tables.runs.get(runId)?.phase;
      if (from === undefined) return;
      if (plan.compensations.length > 0 && chances.happens(0.7))
        return undo({ twin, plan, runId, from, failed: seenFailed(runId) }, chances);
      const { finally: later } = plan.later;
      if (!later) return;
      const roots = later.roots.map((taskNo) => ({ taskNo, laneKey: 1 }));
      const entry = { runId, from, to: phaseCode('finally'), open: later.sinks, failed: seenFailed(runId), roots };
      await twin.same('enterPhase', (store) => store.enterPhase(entry));
      return;
    }
    case 24: {
      const ends = Array.from(runs.keys(), (runId) => {
        const failed = seenFailed(runId);
        return { runId, failed, output: undefined, reason: undefined };
      });
      await twin.same('endRuns', (store) => store.endRuns(ends, 0));
      await twin.same('endable', (store) => store.endable(1_000));
      await twin.same('failing', (store) => store.failing(1_000));
      await twin.same('holdPaused', (store) => store.holdPaused());
      return;
    }
    case 25:
    case 26:
      return wait({ twin, tables }, row, chances);
    case 29:
    case 30:
    case 31:
      return limited({ twin, clocks }, { ...row, done: decision.seenDone }, chances);
    case 27:
    case 28:
      return promise({ twin, tables }, row, chances);
    default: {
      if (chances.happens(0.3)) {
        const again = await twin.same('noteDue', async (store) => {
          for (const due of await store.takeDueTasks(1_000)) await store.noteDue(due);
          return store.takeDueTasks(1_000);
        });
        await clocks.putOff('tasks', again);
      }
      await clocks.putOff('tasks', await twin.same('takeDueTasks', (store) => store.takeDueTasks(3)));
      await clocks.putOff('runs', await twin.same('takeDueRuns', (store) => store.takeDueRuns(3)));
      await twin.same('undecided', (store) => store.undecided(-1_000, 1_000));
      await twin.same('ensureRow', (store) =>
        store.ensureRow({ ...controlled, taskNo: known.plan.solo ? 0 : known.plan.tasks.length - 1 }),
      );
      await twin.same('standing', (store) => store.standing(row.runId, row.taskNo));
      await twin.same('openRun', (store) => store.openRun(SCOPE, someRun.id));
      await twin.same('finishedRun', (store) => store.finishedRun(SCOPE, someRun.id));
      await twin.same('finishedTasks', (store) => store.finishedTasks(someRun.id, [0, 1, 2]));
      await twin.same('firstFailed', async (store) => (await store.firstFailed(someRun.id)) !== undefined);
      await twin.same('runContext', (store) => store.runContext(someRun.id));
      await twin.same('liveAttempts', (store) => store.liveAttempts(sessions[0] as number));
      await twin.same('longLive', (store) => store.longLive(sessions, -1_000));
      await twin.same('backlog', async (store) => (await store.backlog()).map(({ lane, rank }) => [lane.key, rank]));
    }
  }
}

interface Undoing {
  readonly twin: Twin;
  readonly plan: Plan;
  readonly runId: string;
  readonly from: number;
  readonly failed: boolean;
}

async function undo({ twin, plan, runId, from, failed }: Undoing, chances: Chances): Promise<void> {
  const { by } = chances.pick(plan.compensations);
  const roots = [{ taskNo: by, laneKey: 1 }];
  const phase = { runId, from, to: phaseCode('compensate'), open: 1, failed, roots };
  // What ended within a millisecond has no order that both would know.
  await twin.same('compensationEnds', async (store) =>
    [...(await store.compensationEnds(runId, compensationTasks(plan)))].sort((a, b) => a.taskNo - b.taskNo),
  );
  await twin.same('enterPhase', (store) => store.enterPhase(phase));
  if (chances.happens(0.3))
    await twin.same('failCompensation', (store) => store.failCompensation(runId, { code: 'COMPENSATION_FAILED' }));
}

type Task = { readonly runId: string; readonly taskNo: number };

/** Waits for a signal, signals, looks. */
async function wait({ twin, tables }: Pick<Stage, 'twin' | 'tables'>, { runId, taskNo }: Task, chances: Chances) {
  const about = { runId, taskNo };
  const sent = Array.from(tables.signals.values()).filter((signal) => signal.runId === runId);
  const before = sent.length > 0 && chances.happens(0.3) ? chances.pick(sent) : undefined;
  const own = chances.pick([undefined, 'k']);
  const expiresMs = chances.pick([undefined, -1_000, HOUR_MS]);
  const taken = sent.length > 0 ? chances.pick(sent).id : undefined;
  switch (chances.below(5)) {
    case 0:
      await twin.same('beginWait', (store) =>
        store.beginWait({
          ...about,
          task: 't',
          scope: SCOPE,
          kind: 'signal',
          topics: [signalTopic('default', 'go', own)],
          spec: {},
          expiresMs,
        }),
      );
      return;
    case 1: {
      const id = before?.id ?? chances.uuid();
      const signal = { id, name: 'go', key: own, payload: { id }, actor: 'li', idempotencyKey: id };
      await twin.same('signalRun', (store) => store.signalRun(SCOPE, runId, signal));
      return;
    }
    case 2:
      await twin.same('untakenSignals', async (store) => {
        const found: string[] = [];
        for await (const { id } of store.untakenSignals({ runId, scope: SCOPE }, 'go', own)) found.push(id);
        return found;
      });
      if (taken === undefined) return;
      await twin.same('takeSignal', (store) => store.takeSignal(about, taken, { taken: true }));
      return;
    case 3:
      await twin.same('postponeWait', (store) => store.postponeWait(about, { is: 'absent' }, HOUR_MS));
      return;
    default:
      await twin.same('waitOf', (store) => store.waitOf(about));
      if (chances.happens(0.4)) {
        const isEarlier = chances.happens(0.3);
        await twin.same('forgetWait', async (store) => {
          const wait = await store.waitOf(about);
          await store.forgetWait(about, isEarlier || !wait ? new Date(0) : wait.since);
        });
      }
      await twin.same('wakeWaits', (store) => store.wakeWaits(SCOPE, [signalTopic('default', 'go', undefined)]));
  }
}

/** Promises that are made, found due and settled. */
async function promise({ twin, tables }: Pick<Stage, 'twin' | 'tables'>, { runId, taskNo }: Task, chances: Chances) {
  const made = [...tables.slaTerms.values()];
  if (made.length === 0 || chances.happens(0.4)) {
    const at = new Date(Date.now() + chances.pick([-HOUR_MS, HOUR_MS]));
    const term = { taskNo: chances.pick([OF_RUN, taskNo]), kind: chances.pick(SLA_KINDS), at };
    await twin.same('promise', (store) => store.promise({ runId, scope: SCOPE, workflowKey: 1, terms: [term] }));
  } else if (chances.happens(0.5)) {
    // How long a success takes here is no matter of the stores.
    await twin.same('takeDueSla', async (store) =>
      (await store.takeDueSla(1_000)).map(({ usualMs, ...due }) => ({ ...due, isUsual: usualMs !== undefined })),
    );
  } else {
    const { runId: of, taskNo: no, kind } = chances.pick(made);
    const outcome = chances.pick(['kept', 'void', 'missed', 'missed', 'at_risk', 'open'] as const);
    const dueAt = outcome === 'at_risk' || outcome === 'open' ? new Date() : undefined;
    const step = outcome === 'missed' || outcome === 'at_risk' ? `{"to":"${outcome}"}` : undefined;
    await twin.same('settleSla', (store) => store.settleSla([{ runId: of, taskNo: no, kind, outcome, dueAt, step }]));
  }
}

const claimOf = (name: string, max: number) => ({
  id: `00000000-0000-7000-8000-00000000000${max}`,
  rule: `task:w:${name}`,
  level: 'task' as const,
  name,
  key: '',
  definition: 1,
  max,
  onLimit: 'queue' as const,
  ...SCOPE,
});
const LIMITS = [claimOf('narrow', 1), claimOf('wide', 2)];

/** Task runs that are placed with limits, put in line and granted. */
async function limited(
  { twin, clocks }: Pick<Stage, 'twin' | 'clocks'>,
  row: Task & { readonly done: number },
  chances: Chances,
) {
  const keys = chances.pick([[LIMITS[0]], [LIMITS[1]], LIMITS]);
  const input = JSON.stringify({ with: { a: 1 }, limits: { lane: 1, keys } });
  const place = { state: 'queued', laneKey: ARRIVING_LANE, rank: chances.below(1_000_000), input } as const;
  const none = { sessionKey: undefined, timeoutMs: undefined, dueMs: undefined, reason: undefined, step: undefined };
  const { runId, taskNo, done: seenDone } = row;
  await twin.same('promote', (store) => store.promote([{ ...place, ...none, runId, taskNo, seenDone }]));
  if (chances.happens(0.7)) await twin.same('enterLines', (store) => store.enterLines(100));
  await clocks.age();
  if (chances.happens(0.7)) await twin.same('grantLimits', (store) => store.grantLimits());
  await twin.same('lines', (store) => store.lines());
}

/** As one of many: theirs is the key of the request that starts them. */
function unkeyed({ request, ...run }: NewRun): NewRun {
  const { idempotency: _, ...rest } = request;
  return { ...run, request: rest };
}
