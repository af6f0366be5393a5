/** Starts that are not plain, each a transaction: runs that wait, unique ones, such that are collected. */
import {
  type Accepted,
  formatId,
  type HeldRun,
  type LimitEngineStore,
  type NewRun,
  type UniqueClaim,
  type WindowClaim,
} from '@carillon/core';
import type pg from 'pg';
import * as sql from '../sql/accept.ts';
import { idempotent } from '../sql/start.ts';
import { startHeld } from './held-starts.ts';
import { heldColumns, type HeldColumns } from './holds.ts';
import { json, plain } from './literal.ts';
import { touchedOf } from './locked-run.ts';
import { rowsOf } from './rows.ts';
import { startWithin } from './start-within.ts';
import { stopWithin } from './stops.ts';
import { inTransaction } from './transaction.ts';

type AcceptStore = Pick<
  LimitEngineStore,
  'startHeld' | 'closeWindows' | 'grantedRuns' | 'grantedReruns' | 'openRerun' | 'accept'
>;

/** Parameters of a batch may be so large together (GUARANTEES 10.1 without what its other parameters need). */
const MAX_BATCH_BYTES = 240 * 1_024;

export function createAccepts(api: pg.Pool): AcceptStore {
  return {
    startHeld: (runs) => inTransaction(api, (client) => startHeld(client, runs)),

    async closeWindows(limit) {
      return Number((await rowsOf(api, sql.closeDue, [limit]))[0]?.[0]);
    },

    async grantedRuns(limit) {
      return (await rowsOf(api, sql.granted, [limit])).map(grantedRun);
    },

    async grantedReruns(limit) {
      const rows = await rowsOf(api, sql.grantedReruns, [limit]);
      return rows.map(([runId, versionKey]) => ({ runId: runId as string, versionKey: versionKey as number }));
    },

    openRerun: (runId, timeoutMs) =>
      inTransaction(api, async (client) => {
        const [row] = await rowsOf(client, sql.openRerun, [runId, timeoutMs]);
        return row && { open: Number(row[0]), failed: Number(row[1]), touched: await touchedOf(client, runId) };
      }),

    async accept(run, { unique, window }) {
      try {
        return await inTransaction(api, async (client) => {
          const key = run.request.idempotency;
          if (key && (await isKnown(client, run))) return { kind: 'known' };
          return window ? collect(client, run, window) : startUnique(client, run, unique);
        });
      } catch (error) {
        // Another request with its idempotency key was faster: nothing of this one is kept.
        if (error === KEY_TAKEN) return { kind: 'known' };
        throw error;
      }
    },
  };
}

const KEY_TAKEN = new Error('the idempotency key was taken meanwhile');

async function isKnown(client: pg.PoolClient, { request }: NewRun): Promise<boolean> {
  const { idempotency: key, scope } = request;
  if (!key) return false;
  const values = [scope.tenantKey, key.principal, key.route, key.key, key.bodyHash];
  return (await rowsOf(client, idempotent, values)).length > 0;
}

async function startUnique(client: pg.PoolClient, run: NewRun, unique: UniqueClaim | undefined): Promise<Accepted> {
  const before = unique && (await holderOf(client, run, unique));
  if (before !== undefined && unique?.onDuplicate !== 'replace') return { kind: 'duplicate', runId: before };
  const { scope, actor } = run.request;
  const reason = { code: 'REPLACED', params: { run: formatId('run', run.id) } } as const;
  const stop = before === undefined ? undefined : await stopWithin(client, scope, before, { actor, reason });
  const started = await startWithin(client, [run]);
  if (!started.made.has(run.id)) throw KEY_TAKEN;
  return { kind: 'made', started, replaced: before === undefined || !stop ? undefined : { runId: before, stop } };
}

/** The run that has the key, while it has it; else the key is the new run's from now on. */
async function holderOf(client: pg.PoolClient, run: NewRun, unique: UniqueClaim): Promise<string | undefined> {
  const [row] = await rowsOf(client, sql.claimUnique, [unique.id, run.id, unique.forMs]);
  const holder = row?.[0] as string;
  if (holder === run.id) return undefined;
  const holds = (await rowsOf(client, sql.uniqueHolds, [unique.id]))[0]?.[0] === true;
  if (holds && unique.onDuplicate !== 'replace') return holder;
  await rowsOf(client, sql.takeUnique, [unique.id, run.id, unique.forMs]);
  return holds ? holder : undefined;
}

/** The first request makes the run that the others become a part of. */
async function collect(client: pg.PoolClient, run: NewRun, window: WindowClaim): Promise<Accepted> {
  const opened = await openWindow(client, run, window);
  const { runId, requests, startsAt } = opened;
  const reason = { code: 'COLLECTING', params: { requests, until: startsAt.toISOString() } } as const;
  if (runId === run.id) {
    const { made } = await startHeld(client, [{ ...run, held: { kind: 'window', reason, limits: undefined } }]);
    if (!made.has(run.id)) throw KEY_TAKEN;
  } else {
    await noteKey(client, run, runId);
    const added = window.kind === 'batch' ? window.items : run.request.params;
    await rowsOf(client, sql.replaceCollected, [runId, json(added), window.param, json(reason)]);
  }
  const isFull = window.max !== undefined && requests >= window.max;
  if (isFull) await close(client, window.id);
  return { kind: 'collected', runId, startsAt: isFull ? new Date() : startsAt, requests };
}

interface OpenWindow {
  readonly runId: string;
  readonly requests: number;
  readonly startsAt: Date;
}

async function openWindow(client: pg.PoolClient, run: NewRun, window: WindowClaim): Promise<OpenWindow> {
  const { id, kind, forMs, maxMs } = window;
  const [row] = await rowsOf(client, sql.openWindow, [id, run.id, kind, forMs, maxMs ?? null]);
  const [runId, requests, startsAt] = row as unknown as [string, number, Date];
  if (runId === run.id) return { runId, requests, startsAt };
  const [collected] = await rowsOf(client, sql.lockCollected, [runId]);
  const size = Number(collected?.[0]) + Buffer.byteLength(JSON.stringify(window.items ?? null));
  const fits = kind === 'debounce' || size <= MAX_BATCH_BYTES;
  if (collected && fits) return { runId, requests, startsAt };
  // Its run was stopped, or takes no more: a new one begins.
  await close(client, id);
  return openWindow(client, run, window);
}

async function close(client: pg.PoolClient, windowId: string): Promise<void> {
  const closed = await rowsOf(client, sql.dropWindow, [windowId]);
  await rowsOf(client, sql.releaseCollected, [plain(closed.map((row) => row[0] as string))]);
}

async function noteKey(client: pg.PoolClient, { request }: NewRun, runId: string): Promise<void> {
  const { idempotency: key, scope } = request;
  if (!key) return;
  const values = [scope.tenantKey, key.principal, key.route, key.key, Buffer.from(key.bodyHash), runId];
  if ((await rowsOf(client, sql.noteKey, values)).length === 0) throw KEY_TAKEN;
}

function grantedRun(row: readonly unknown[]): HeldRun {
  const columns = row.slice(0, -3) as HeldColumns;
  const [rerunOf, hasSlots, holdsSlot] = row.slice(-3) as [string | null, boolean, boolean];
  return {
    ...heldColumns(columns),
    kind: 'granted',
    scheduleKey: undefined,
    ...(rerunOf === null ? {} : { rerunOf }),
    hasSlots,
    holdsSlot,
  };
}
