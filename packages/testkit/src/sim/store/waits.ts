/**
 * Waits for signals, and the signals (store/src/engine/{waits,signals}.ts). What is several transactions there is several
 * operations here: a signal stands before anybody is woken for it.
 */
import {
  type EngineStore,
  MAX_KEPT_SIGNALS,
  type NewSignal,
  type SignalRecord,
  type SignalResult,
  signalTopic,
  type TenantScope,
  type WaitRecord,
} from '@carillon/core';
import { key, later, least, TASK } from './guards.ts';
import type { Operations } from './operation.ts';
import type { SignalRow, WaitRow } from './rows.ts';
import type { Tables } from './tables.ts';

type AskingRun = Pick<WaitRecord, 'runId' | 'scope'>;

/** The transactions that the port's own operations about signals are made of. */
export interface SignalTransactions {
  /** `woken` is 0: that is the next transaction. */
  keepSignal(tenant: TenantScope, runId: string, signal: NewSignal): SignalResult;
  wakeInRun(runId: string, signal: NewSignal): number;
  untaken(run: AskingRun, name: string, key: string | undefined): readonly SignalRecord[];
}

type Waits = Operations<'beginWait' | 'waitOf' | 'postponeWait' | 'forgetWait' | 'wakeWaits' | 'takeSignal'> &
  SignalTransactions;

export function createWaits(tables: Tables): Waits {
  const { machine, signals, signalsTaken, waits } = tables;
  const waitOf = (runId: string, taskNo: number): WaitRow | undefined => waits.get(key(runId, taskNo));

  const wake = (isMeant: (wait: WaitRow) => boolean): number => {
    const now = machine.now();
    let woken = 0;
    for (const { runId, taskNo } of Array.from(waits.values()).filter(isMeant)) {
      const row = tables.tasks.get(runId, taskNo);
      if (row?.state === TASK.waiting) tables.tasks.update(row, { dueAt: now });
      else if (row?.state === TASK.paused && row.heldState === TASK.waiting)
        tables.tasks.update(row, { heldDueAt: now });
      else continue;
      woken += 1;
    }
    return woken;
  };

  const takenKey = (runId: string, signalId: string): string => `${runId}/${signalId}`;
  const untakenOf = (runId: string): readonly SignalRow[] =>
    Array.from(signals.values()).filter(
      (signal) => signal.runId === runId && !signalsTaken.has(takenKey(runId, signal.id)),
    );

  return {
    beginWait({ runId, taskNo, task, scope, kind, topics, spec, expiresMs }) {
      const now = machine.now();
      const anew = { kind, spec, since: now, expiresAt: later(now, expiresMs), answer: undefined, met: undefined };
      const before = waitOf(runId, taskNo);
      const known = new Set([...(before?.topics ?? []), ...topics]);
      const row = { ...anew, topics: known, checks: 0, checkedAt: undefined };
      if (before) waits.update(before, row);
      else waits.insert(key(runId, taskNo), { ...row, runId, taskNo, task, scope });
    },
    waitOf({ runId, taskNo }) {
      const row = waitOf(runId, taskNo);
      if (!row) return undefined;
      const { topics: _, since, expiresAt, checkedAt, ...kept } = row;
      const instant = (at: number | undefined): Date | undefined => (at === undefined ? undefined : new Date(at));
      return {
        ...kept,
        since: new Date(since),
        expiresAt: instant(expiresAt),
        checkedAt: instant(checkedAt),
        isExpired: expiresAt !== undefined && expiresAt <= machine.now(),
      };
    },
    postponeWait({ runId, taskNo }, answer, nextMs) {
      const [wait, row, now] = [waitOf(runId, taskNo), tables.tasks.get(runId, taskNo), machine.now()];
      if (!wait) return;
      waits.update(wait, { checks: wait.checks + 1, checkedAt: now, answer: answer ?? wait.answer });
      // One whose time has come was woken while it was looked at.
      if (row?.state !== TASK.waiting || row.dueAt === undefined || row.dueAt <= now) return;
      tables.tasks.update(row, { dueAt: least(least(now + Math.ceil(nextMs), wait.expiresAt), row.deadlineAt) });
    },
    forgetWait({ runId, taskNo }, since) {
      if (waitOf(runId, taskNo)?.since === since.getTime()) waits.delete(key(runId, taskNo));
    },
    wakeWaits: ({ environmentKey }, topics) =>
      wake((wait) => wait.scope.environmentKey === environmentKey && topics.some((topic) => wait.topics.has(topic))),
    takeSignal({ runId, taskNo }, signalId, output) {
      const wait = waitOf(runId, taskNo);
      if (!wait || wait.met !== undefined) return false;
      const taken = takenKey(runId, signalId);
      if (!signalsTaken.has(taken)) signalsTaken.insert(taken, { runId, signalId, taskNo });
      else if (!tables.without.has('signal_once')) return false;
      waits.update(wait, { met: output });
      return true;
    },

    keepSignal({ tenantKey }, runId, signal) {
      const { id, name, key, payload, idempotencyKey } = signal;
      const run = tables.runs.get(runId) ?? tables.tasks.get(runId, 0)?.solo ?? tables.runEnds.get(runId);
      if (run?.tenantKey !== tenantKey) return { kind: 'not_found' };
      const before = Array.from(signals.values()).find(
        (one) => one.runId === runId && idempotencyKey !== undefined && one.idempotencyKey === idempotencyKey,
      );
      if (tables.runEnds.has(runId) && !before) return { kind: 'already_final' };
      if (!before && untakenOf(runId).length >= MAX_KEPT_SIGNALS) return { kind: 'full', limit: MAX_KEPT_SIGNALS };
      if (before) {
        const isSame =
          before.name === name && before.key === key && JSON.stringify(before.payload) === JSON.stringify(payload);
        return isSame ? { kind: 'replayed', id: before.id, woken: 0 } : { kind: 'key_reused' };
      }
      signals.insert(id, { ...signal, runId, seenAt: machine.elapsed() });
      return { kind: 'sent', id, woken: 0 };
    },
    wakeInRun(runId, { name, key: own }) {
      const project = projectOf(tables, runId);
      const topics = [
        signalTopic(project, name, undefined),
        ...(own === undefined ? [] : [signalTopic(project, name, own)]),
      ];
      return wake((wait) => wait.runId === runId && topics.some((topic) => wait.topics.has(topic)));
    },
    untaken({ runId }, name, own) {
      const fits = (signal: SignalRow): boolean => signal.name === name && (own === undefined || signal.key === own);
      return untakenOf(runId)
        .filter(fits)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ id, payload }) => ({ id, payload }));
    },
  };
}

function projectOf(tables: Tables, runId: string): string {
  const facts = tables.runs.get(runId) ?? tables.tasks.get(runId, 0)?.solo;
  return tables.versions.get(facts?.versionKey ?? 0)?.project ?? '';
}

/** The port's operations of several transactions. @param call carries one out, sooner or later, or fails */
export function signalsOver(
  call: <N extends keyof SignalTransactions>(
    name: N,
    ...parameters: Parameters<SignalTransactions[N]>
  ) => Promise<ReturnType<SignalTransactions[N]>>,
): Pick<EngineStore, 'signalRun' | 'untakenSignals'> {
  return {
    async signalRun(tenant, runId, signal) {
      const kept = await call('keepSignal', tenant, runId, signal);
      if (kept.kind !== 'sent' && kept.kind !== 'replayed') return kept;
      return { ...kept, woken: await call('wakeInRun', runId, signal) };
    },
    async *untakenSignals(run, name, key) {
      yield* await call('untaken', run, name, key);
    },
  };
}
