/** Signals and events: kept first, then whoever waits for them is woken. */
import {
  type JsonObject,
  MAX_KEPT_SIGNALS,
  type NewSignal,
  type Scope,
  signalTopic,
  type WaitEngineStore,
} from '@carillon/core';
import type pg from 'pg';
import * as sql from '../sql/signal.ts';
import { wakeInRun } from '../sql/wait.ts';
import { rowsOf } from './rows.ts';
import { inTransaction } from './transaction.ts';
import { wakeTopics } from './waits.ts';
import { LOWEST_ID } from '../id-bounds.ts';

/** What has the same idempotency key. */
interface Before {
  readonly id: string;
  readonly isSame: boolean;
}

type Signals = Pick<WaitEngineStore, 'signalRun' | 'sendEvent' | 'untakenSignals' | 'takeSignal'>;

export function createSignals(api: pg.Pool): Signals {
  /** Undefined: it stands. Else what the one with the same idempotency key is to it. */
  const add = async (scope: Scope, runId: string | undefined, signal: NewSignal): Promise<Before | undefined> => {
    const { id, name, key, actor, idempotencyKey } = signal;
    const payload = JSON.stringify(signal.payload);
    const where = [scope.tenantKey, scope.projectKey, scope.environmentKey, runId];
    const made = await rowsOf(api, sql.addSignal, [id, ...where, name, key, payload, actor, idempotencyKey]);
    if (made.length > 0) return undefined;
    return await sentBefore(scope.tenantKey, runId, signal);
  };

  /** Undefined: none has its idempotency key. */
  const sentBefore = async (
    tenantKey: number,
    runId: string | undefined,
    { name, key, payload, idempotencyKey }: NewSignal,
  ): Promise<Before | undefined> => {
    if (idempotencyKey === undefined) return undefined;
    const about = [tenantKey, runId, idempotencyKey, name, key, JSON.stringify(payload)];
    const [same] = await rowsOf(api, sql.sameSignal, about);
    return same && { id: same[0] as string, isSame: same[1] === true };
  };

  const topicsOf = (project: string, { name, key }: NewSignal): readonly string[] => [
    signalTopic(project, name, undefined),
    ...(key === undefined ? [] : [signalTopic(project, name, key)]),
  ];

  const projectName = async (key: number): Promise<string> =>
    (await rowsOf(api, sql.projectName, [key]))[0]?.[0] as string;

  return {
    async signalRun({ tenantKey }, runId, signal) {
      const [row] = await rowsOf(api, sql.signalledRun, [runId, tenantKey]);
      if (!row) return { kind: 'not_found' };
      const [projectKey, environmentKey, isOpen] = row as [number, number, boolean];
      if (!isOpen) {
        // Who sends again because no answer came may find the run ended by what was sent.
        const before = await sentBefore(tenantKey, runId, signal);
        if (!before) return { kind: 'already_final' };
        return before.isSame ? { kind: 'replayed', id: before.id, woken: 0 } : { kind: 'key_reused' };
      }
      // Two at once may both be let in at the bound: it is there against floods.
      const [kept] = await rowsOf(api, sql.keptSignals, [runId]);
      if ((kept?.[0] as number) >= MAX_KEPT_SIGNALS) return { kind: 'full', limit: MAX_KEPT_SIGNALS };
      const before = await add({ tenantKey, projectKey, environmentKey }, runId, signal);
      if (before && !before.isSame) return { kind: 'key_reused' };
      const topics = topicsOf(await projectName(projectKey), signal);
      const woken = await inTransaction(
        api,
        async (client) => (await rowsOf(client, wakeInRun, [runId, topics])).length,
      );
      return { kind: before ? 'replayed' : 'sent', id: before?.id ?? signal.id, woken };
    },

    async sendEvent(scope, signal) {
      const before = await add(scope, undefined, signal);
      if (before && !before.isSame) return { kind: 'key_reused' };
      const topics = topicsOf(await projectName(scope.projectKey), signal);
      const woken = await wakeTopics(api, scope.environmentKey, topics);
      return { kind: before ? 'replayed' : 'sent', id: before?.id ?? signal.id, woken };
    },

    async *untakenSignals({ runId, scope }, name, key) {
      const about = [runId, scope.environmentKey, scope.projectKey, name, key];
      let page: [string, JsonObject][];
      let after = LOWEST_ID;
      do {
        page = (await rowsOf(api, sql.untakenSignals, [...about, after])) as unknown as [string, JsonObject][];
        for (const [id, payload] of page) yield { id, payload };
        after = page.at(-1)?.[0] ?? after;
      } while (page.length === sql.SIGNAL_PAGE);
    },

    takeSignal: ({ runId, taskNo }, signalId, output) =>
      inTransaction(
        api,
        async (client) =>
          (await rowsOf(client, sql.takeSignal, [runId, taskNo, signalId, JSON.stringify(output)])).length > 0,
      ),
  };
}
