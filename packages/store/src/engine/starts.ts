/** Starting runs: text arrays for the two start statements. */
import type { KeyHolder, NewRun, StartedRuns, StartRequest } from '@carillon/core';
import { TASK_STATE_CODES } from '@carillon/core';
import * as sql from '../sql/start.ts';
import type { EngineConnection } from './connection.ts';
import type { Row } from './rows.ts';
import { instant, json, plain, quoted } from './literal.ts';

type Keyed = Pick<StartRequest, 'scope' | 'idempotency'>;

const LEASED = TASK_STATE_CODES.starting;

export function createStarts(connection: EngineConnection) {
  return {
    /** @param heldSince when each was accepted, of runs that waited */
    async startSolo(runs: readonly NewRun[], heldSince: readonly Date[] = []): Promise<StartedRuns> {
      const roots = runs.map((run) => run.roots[0] as NewRun['roots'][number]);
      const rows = await connection.query(sql.startSolo, [
        plain(runs.map((run) => run.id)),
        plain(roots.map((root) => TASK_STATE_CODES[root.state])),
        plain(roots.map((root) => root.laneKey)),
        plain(roots.map((root) => root.rank)),
        plain(roots.map((root) => root.sessionKey)),
        plain(roots.map((root) => root.timeoutMs)),
        plain(roots.map((root) => root.dueMs)),
        quoted(roots.map((root) => root.input)),
        quoted(roots.map((root) => json(root.reason))),
        ...catalogueKeys(runs),
        quoted(runs.map((run) => instant(run.request.logicalTime))),
        quoted(runs.map((run) => run.request.triggerKind)),
        quoted(runs.map((run) => run.request.actor)),
        quoted(runs.map((run) => json(run.request.params))),
        ...idempotencyColumns(runs),
        plain(runs.map((run) => run.request.rerunOf)),
        plain(roots.map((root) => root.deadlineMs)),
        quoted(runs.map((_, i) => instant(heldSince[i]))),
        ...parentColumns(runs),
      ]);
      return startedRuns(rows);
    },

    async startGraph(runs: readonly NewRun[]): Promise<StartedRuns> {
      const rows = await connection.query(sql.startGraph, [
        plain(runs.map((run) => run.id)),
        ...catalogueKeys(runs),
        plain(runs.map((run) => run.sinks)),
        plain(runs.map((run) => run.priority)),
        quoted(runs.map((run) => instant(run.request.logicalTime))),
        plain(runs.map((run) => run.runTimeoutMs)),
        quoted(runs.map((run) => run.request.triggerKind)),
        quoted(runs.map((run) => run.request.actor)),
        quoted(runs.map((run) => json(run.request.params))),
        ...idempotencyColumns(runs),
        plain(runs.map((run) => run.request.rerunOf)),
        ...parentColumns(runs),
        ...rootColumns(runs),
      ]);
      return startedRuns(rows);
    },

    /** The roots of runs whose row stands already. */
    async startRoots(runs: readonly NewRun[]): Promise<StartedRuns> {
      return startedRuns(await connection.query(sql.startRoots, rootColumns(runs)));
    },

    async idempotent({ scope, idempotency: key }: Keyed): Promise<KeyHolder | undefined> {
      if (!key) return undefined;
      const [row] = await connection.query(sql.idempotent, [
        scope.tenantKey,
        key.principal,
        key.route,
        key.key,
        key.bodyHash,
      ]);
      return row && { runId: row[0] as string, sameBody: row[1] as boolean, runs: row[2] as number };
    },
  };
}

function rootColumns(runs: readonly NewRun[]): string[] {
  const roots = runs.flatMap((run) => run.roots.map((root) => ({ runId: run.id, ...root })));
  return [
    plain(roots.map((root) => root.runId)),
    plain(roots.map((root) => root.taskNo)),
    plain(roots.map((root) => TASK_STATE_CODES[root.state])),
    plain(roots.map((root) => root.fused)),
    plain(roots.map((root) => root.laneKey)),
    plain(roots.map((root) => root.rank)),
    plain(roots.map((root) => root.sessionKey)),
    plain(roots.map((root) => root.timeoutMs)),
    plain(roots.map((root) => root.dueMs)),
    quoted(roots.map((root) => root.input)),
    quoted(roots.map((root) => json(root.reason))),
    plain(roots.map((root) => root.deadlineMs)),
  ];
}

export const catalogueKeys = (runs: readonly NewRun[]): string[] => [
  plain(runs.map((run) => run.request.versionKey)),
  plain(runs.map((run) => run.request.workflowKey)),
  plain(runs.map((run) => run.request.scope.tenantKey)),
  plain(runs.map((run) => run.request.scope.projectKey)),
  plain(runs.map((run) => run.request.scope.environmentKey)),
];

export function idempotencyColumns(runs: readonly NewRun[]): string[] {
  // Those of a request have one body.
  const hashes = new Map<Uint8Array, string>();
  const hashOf = (bodyHash: Uint8Array): string => {
    const text = hashes.get(bodyHash) ?? `\\x${Buffer.from(bodyHash).toString('hex')}`;
    hashes.set(bodyHash, text);
    return text;
  };
  return [
    quoted(runs.map((run) => run.request.idempotency?.principal)),
    quoted(runs.map((run) => run.request.idempotency?.route)),
    quoted(runs.map((run) => run.request.idempotency?.key)),
    quoted(runs.map((run) => run.request.idempotency && hashOf(run.request.idempotency.bodyHash))),
  ];
}

const parentColumns = (runs: readonly NewRun[]): string[] => [
  plain(runs.map((run) => run.request.child?.parentRunId)),
  plain(runs.map(({ request: { child, isTest } }) => child?.isPart || isTest || undefined)),
];

function startedRuns(rows: readonly Row[]): StartedRuns {
  const made = new Set<string>();
  const leased = [];
  for (const [runId, taskNo, attempt, attemptId, fence, state] of rows as [
    string,
    number,
    number,
    string,
    number,
    number,
  ][]) {
    made.add(runId);
    if (state === LEASED) leased.push({ runId, taskNo, attempt, attemptId, fence });
  }
  return { made, leased };
}
