/** Lanes, and leasing what is ready in them (store/src/sql/claim.ts). */
import { type Claimed, type LaneRecord, type LiveAttempt, WAITING_LANE } from '@carillon/core';
import type { Operations } from './operation.ts';
import { factsOf, later, least, TASK } from './guards.ts';
import type { LaneRow, TaskRow } from './rows.ts';
import { newAttempt } from './starts.ts';
import type { Tables } from './tables.ts';

export function claimedOf(tables: Tables, row: TaskRow): Claimed {
  const facts = factsOf(row, tables.runs);
  return {
    runId: row.runId,
    taskNo: row.taskNo,
    attempt: row.attemptNo,
    attemptId: row.attemptId as string,
    fence: row.fence as number,
    rank: row.rank,
    input: row.input,
    versionKey: facts?.versionKey as number,
    environmentKey: facts?.environmentKey as number,
    params: JSON.stringify(facts?.params),
    logicalTime: facts?.logicalTime,
  };
}

export const liveOf = (tables: Tables, row: TaskRow): LiveAttempt => ({
  ...claimedOf(tables, row),
  stopReason: row.stopAt === undefined ? undefined : row.reason,
  tries: row.tries,
  lost: row.lost,
  laneKey: row.laneKey,
});

export function createClaims(tables: Tables): Operations<'lane' | 'lanes' | 'claim' | 'backlog'> {
  const laneOf = (key: number): LaneRecord => {
    const { projectKey: _, ...lane } = tables.lanes.get(key) as LaneRow;
    return lane;
  };
  const isClaimable = ({ state }: TaskRow): boolean =>
    state === TASK.queued || (tables.without.has('claim_state') && state === TASK.starting);
  return {
    lane(requirement, { projectKey, project, tenant }) {
      const { queue, group, capability, selector, resources } = requirement;
      const asked = JSON.stringify([queue, group, capability, selector, resources, projectKey]);
      for (const { key, ...lane } of tables.lanes.values()) {
        const own = [lane.queue, lane.group, lane.capability, lane.selector, lane.resources, lane.projectKey];
        if (JSON.stringify(own) === asked) return laneOf(key);
      }
      const key = tables.nextLaneKey();
      tables.lanes.insert(key, { key, queue, group, capability, selector, resources, tenant, project, projectKey });
      return laneOf(key);
    },
    lanes: (keys) => keys.flatMap((key) => (tables.lanes.has(key) ? [laneOf(key)] : [])),

    claim({ sessionKey, laneKey, limit, lowRank }) {
      const now = tables.machine.now();
      const ready: TaskRow[] = [];
      for (const row of tables.tasks.all())
        if (row.laneKey === laneKey && row.rank >= lowRank && isClaimable(row)) ready.push(row);
      return ready
        .sort((a, b) => a.rank - b.rank)
        .slice(0, limit)
        .map((row) =>
          claimedOf(
            tables,
            tables.tasks.update(row, {
              state: TASK.starting,
              attemptNo: row.attemptNo + 1,
              ...newAttempt(tables),
              sessionKey,
              dueAt: least(later(now, row.timeoutMs), row.deadlineAt),
              reason: undefined,
            }),
          ),
        );
    },

    backlog() {
      const ranks = new Map<number, number>();
      // What limits hold, and what is on its way to them, is in no lane of workers.
      for (const { state, laneKey, rank } of tables.tasks.all())
        if (state === TASK.queued && laneKey > WAITING_LANE)
          ranks.set(laneKey, Math.min(rank, ranks.get(laneKey) ?? rank));
      return [...ranks]
        .sort(([a], [b]) => a - b)
        .flatMap(([key, rank]) => (tables.lanes.has(key) ? [{ lane: laneOf(key), rank }] : []));
    },
  };
}
