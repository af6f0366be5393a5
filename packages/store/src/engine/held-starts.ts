/** Runs that wait from the beginning, or again: in state queued, with a hold and places in line, and no task runs. */
import { type HeldStart, type NewRun, rankOf, type StartedRuns, WHOLE_RUN } from '@carillon/core';
import type pg from 'pg';
import * as sql from '../sql/accept.ts';
import { enterLines } from './limits.ts';
import { instant, json, plain, quoted } from './literal.ts';
import { rowsOf } from './rows.ts';
import { catalogueKeys, idempotencyColumns } from './starts.ts';

export async function startHeld(client: pg.PoolClient, runs: readonly NewRun[]): Promise<StartedRuns> {
  const held = runs.map((run) => run.held as HeldStart);
  const rows = await rowsOf(client, sql.startHeld, [
    plain(runs.map((run) => run.id)),
    ...catalogueKeys(runs),
    plain(runs.map((run) => run.priority)),
    quoted(runs.map((run) => instant(run.request.logicalTime))),
    quoted(runs.map((run) => run.request.triggerKind)),
    quoted(runs.map((run) => run.request.actor)),
    quoted(runs.map((run) => json(run.request.params))),
    ...idempotencyColumns(runs),
    plain(runs.map((run) => run.request.rerunOf)),
    quoted(held.map(({ reason }) => json(reason))),
    quoted(held.map(({ limits }) => json(limits))),
    quoted(held.map(({ kind }) => kind)),
  ]);
  const made = new Set(rows.map((row) => row[0] as string));
  await enter(
    client,
    runs.filter(({ id }) => made.has(id)),
  );
  return { made, leased: [] };
}

type Held = Pick<NewRun, 'id' | 'priority' | 'held'>;

/** Runs that stand already: they wait for their limits from now on. */
export async function holdForLimits(client: pg.PoolClient, runs: readonly Held[]): Promise<void> {
  if (runs.length === 0) return;
  await rowsOf(client, sql.holdForLimits, [
    plain(runs.map(({ id }) => id)),
    quoted(runs.map(({ held }) => json(held?.limits))),
    quoted(runs.map(({ held }) => json(held?.reason))),
  ]);
  await enter(client, runs);
}

async function enter(client: pg.PoolClient, runs: readonly Held[]): Promise<void> {
  const arrived = runs.flatMap(({ id, priority, held }) =>
    held?.limits ? [{ runId: id, taskNo: WHOLE_RUN, rank: rankOf(madeAt(id), priority), limits: held.limits }] : [],
  );
  if (arrived.length > 0) await enterLines(client, arrived);
}

/** A UUIDv7 starts with its milliseconds. */
const madeAt = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
