/** Leasing ready task runs to workers, and what a lease is told. */
import type { Claimed, LiveAttempt, Reason } from '@carillon/core';
import * as sql from '../sql/claim.ts';
import type { EngineConnection } from './connection.ts';
import type { Row } from './rows.ts';

type ClaimRow = [string, number, number, string, number, number, string | null, number, number, string, Date | null];

export function claimedOf(row: Row): Claimed {
  const [runId, taskNo, attempt, attemptId, fence, rank, input, versionKey, environmentKey, params, logicalTime] =
    row as unknown as ClaimRow;
  return {
    runId,
    taskNo,
    attempt,
    attemptId,
    fence,
    rank,
    input: input ?? undefined,
    versionKey,
    environmentKey,
    params,
    logicalTime: logicalTime ?? undefined,
  };
}

export function liveOf(row: Row): LiveAttempt {
  const [stopReason, tries, lost, laneKey] = row.slice(11) as [Reason | null, number, number, number];
  return { ...claimedOf(row), stopReason: stopReason ?? undefined, tries, lost, laneKey };
}

export function createClaims(connections: readonly EngineConnection[]) {
  let turn = 0;
  return {
    async claim(request: {
      sessionKey: number;
      laneKey: number;
      limit: number;
      lowRank: number;
    }): Promise<readonly Claimed[]> {
      turn = (turn + 1) % connections.length;
      const connection = connections[turn] as EngineConnection;
      const rows = await connection.query(sql.claim, [
        request.sessionKey,
        request.laneKey,
        request.limit,
        request.lowRank,
      ]);
      return rows.map(claimedOf);
    },
  };
}
