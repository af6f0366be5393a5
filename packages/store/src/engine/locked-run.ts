/** An open run under its lock, and what goes on in it. */
import type { ChildProgress, EndableRun, TenantScope } from '@carillon/core';
import type pg from 'pg';
import * as sql from '../sql/control.ts';
import { type Row, rowsOf } from './rows.ts';

export interface LockedRun {
  readonly state: number;
  readonly versionKey: number;
  /** A failure has paused it and nobody has written why. */
  readonly hasReason: boolean;
  readonly phase: number;
  readonly open: number;
  readonly failed: number;
  readonly endsAs: number | undefined;
}

export async function lockRun(
  client: pg.PoolClient,
  scope: TenantScope,
  runId: string,
): Promise<LockedRun | undefined> {
  const [row] = await rowsOf(client, sql.lockRun, [runId, scope.tenantKey]);
  if (!row) return undefined;
  type R = [number, number, boolean, number, number, number, number | null];
  const [state, versionKey, hasReason, phase, open, failed, endsAs] = row as unknown as R;
  return { state, versionKey, hasReason, phase, open, failed, endsAs: endsAs ?? undefined };
}

export async function touchedOf(client: pg.PoolClient, runId: string): Promise<readonly ChildProgress[]> {
  return (await rowsOf(client, sql.touchedOf, [runId])).map(progressOf);
}

export function endableOf(
  runId: string,
  run: Pick<LockedRun, 'open' | 'failed' | 'phase' | 'endsAs'>,
): EndableRun | undefined {
  const { open, failed, phase, endsAs } = run;
  return open <= 0 ? { runId, failed: failed > 0, phase, endsAs } : undefined;
}

export function progressOf(row: Row): ChildProgress {
  const [runId, taskNo, state, need, ok, failed, upstreamFailed, skipped] = row as unknown as [
    string,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { runId, taskNo, state, need, ok, failed, upstreamFailed, skipped };
}
