/** Alike runs: what a thousand of them have in common is said to the store once. */
import type { AlikeRuns, NewRun } from '@carillon/core';
import type pg from 'pg';
import * as sql from '../sql/start.ts';
import { instant, plain, quoted } from './literal.ts';
import { rowsOf } from './rows.ts';

export async function startAlike(client: pg.PoolClient, { like, ids, params }: AlikeRuns): Promise<void> {
  const { scope, versionKey, workflowKey, logicalTime, triggerKind, actor } = like.request;
  const { laneKey, rank, timeoutMs } = like.roots[0] as NewRun['roots'][number];
  await rowsOf(client, sql.startAlike, [
    plain(ids),
    quoted(params.map((each) => JSON.stringify(each))),
    laneKey,
    rank,
    timeoutMs,
    versionKey,
    workflowKey,
    scope.tenantKey,
    scope.projectKey,
    scope.environmentKey,
    instant(logicalTime),
    triggerKind,
    actor,
  ]);
}
