/** Runs that wait, and their release: the row of the run is there from the beginning, its roots come when it starts. */
import type { HeldRun, HoldKind, JsonObject, NewRun, Reason, ReleasedRun, StartedRuns } from '@carillon/core';
import type pg from 'pg';
import { adoptSolos } from '../sql/children.ts';
import * as sql from '../sql/hold.ts';
import { holdForLimits } from './held-starts.ts';
import { instant, json, plain, quoted } from './literal.ts';
import { rowsOf } from './rows.ts';
import { catalogueKeys, createStarts } from './starts.ts';
import { connectionOf, inTransaction } from './transaction.ts';

export interface NewHold {
  readonly run: NewRun;
  readonly kind: HoldKind;
  readonly scheduleKey: number;
  readonly reason: Reason;
}

export async function holdRuns(client: pg.PoolClient, holds: readonly NewHold[]): Promise<void> {
  if (holds.length === 0) return;
  const runs = holds.map(({ run }) => run);
  await rowsOf(client, sql.holdRuns, [
    plain(runs.map((run) => run.id)),
    ...catalogueKeys(runs),
    plain(runs.map((run) => run.priority)),
    quoted(runs.map((run) => instant(run.request.logicalTime))),
    quoted(runs.map((run) => run.request.triggerKind)),
    quoted(runs.map((run) => run.request.actor)),
    quoted(runs.map((run) => json(run.request.params))),
    quoted(holds.map(({ reason }) => json(reason))),
    quoted(holds.map(({ kind }) => kind)),
    plain(holds.map(({ scheduleKey }) => scheduleKey)),
  ]);
}

/** Of the run, as both statements that find held ones give it. */
export type HeldColumns = [
  runId: string,
  tenantKey: number,
  projectKey: number,
  environmentKey: number,
  workflowKey: number,
  versionKey: number,
  logicalTime: Date | null,
  triggerKind: string,
  actor: string,
  priority: number,
  params: JsonObject,
  createdAt: Date,
];

export function heldColumns(columns: HeldColumns): Omit<HeldRun, 'kind' | 'scheduleKey'> {
  const [runId, tenantKey, projectKey, environmentKey, workflowKey, versionKey, logicalTime, ...rest] = columns;
  const [triggerKind, actor, priority, params, createdAt] = rest;
  return {
    runId,
    scope: { tenantKey, projectKey, environmentKey },
    workflowKey,
    versionKey,
    logicalTime: logicalTime ?? undefined,
    triggerKind,
    actor,
    priority,
    params,
    createdAt,
  };
}

export function createHolds(api: pg.Pool) {
  return {
    async releasable(limit: number): Promise<readonly HeldRun[]> {
      const rows = (await rowsOf(api, sql.releasable, [limit])) as unknown as [HoldKind, number, ...HeldColumns][];
      return rows.map(([kind, scheduleKey, ...columns]) => ({ kind, scheduleKey, ...heldColumns(columns) }));
    },

    release: (runs: readonly ReleasedRun[]): Promise<StartedRuns> =>
      inTransaction(api, (client) => releaseLocked(client, runs)),
  };
}

async function releaseLocked(client: pg.PoolClient, runs: readonly ReleasedRun[]): Promise<StartedRuns> {
  const keys = runs.map(({ held }) => held.scheduleKey);
  await rowsOf(client, sql.lockHolders, [plain(keys)]);
  const paced = await withinPace(client, runs);
  const taken = new Set(
    (await rowsOf(client, sql.takeReleased, [plain(paced.map(({ run }) => run.id))])).map((row) => row[0] as string),
  );
  const released = paced.filter(({ run }) => taken.has(run.id));
  if (released.length === 0) return { made: new Set(), leased: [] };
  await usePace(client, released);
  await rowsOf(client, sql.followReleased, [
    plain(released.map(({ held }) => held.scheduleKey)),
    plain(released.map(({ run }) => run.id)),
  ]);
  const [limited, free] = [released.filter(({ run }) => run.held), released.filter(({ run }) => !run.held)];
  await holdForLimits(
    client,
    limited.map(({ run }) => run),
  );
  const starts = createStarts(connectionOf(client));
  const [solo, graph] = [free.filter(({ run }) => run.solo), free.filter(({ run }) => !run.solo)];
  const started = [
    solo.length > 0 ? await startSolo(client, starts, solo) : undefined,
    graph.length > 0 ? await startGraph(client, starts, graph) : undefined,
  ];
  return {
    made: new Set(released.map(({ run }) => run.id)),
    leased: started.flatMap((each) => each?.leased ?? []),
  };
}

type Starts = ReturnType<typeof createStarts>;

async function startSolo(
  client: pg.PoolClient,
  starts: Starts,
  released: readonly ReleasedRun[],
): Promise<StartedRuns> {
  const removed = await rowsOf(client, sql.removeHeldRuns, [plain(released.map(({ run }) => run.id))]);
  const started = await starts.startSolo(
    released.map(({ run }) => run),
    released.map(({ held }) => held.createdAt),
  );
  const children = removed.filter((row) => row[1] !== null) as unknown as [string, string, boolean | null][];
  if (children.length > 0)
    await rowsOf(client, adoptSolos, [
      plain(children.map(([id]) => id)),
      plain(children.map(([, parent]) => parent)),
      plain(children.map(([, , part]) => part ?? undefined)),
    ]);
  return started;
}

async function startGraph(
  client: pg.PoolClient,
  starts: Starts,
  released: readonly ReleasedRun[],
): Promise<StartedRuns> {
  const runs = released.map(({ run }) => run);
  await rowsOf(client, sql.openHeldRuns, [
    plain(runs.map((run) => run.id)),
    plain(runs.map((run) => run.sinks)),
    plain(runs.map((run) => run.runTimeoutMs)),
  ]);
  return starts.startRoots(runs);
}

const isPaced = ({ held }: ReleasedRun): boolean => held.kind === 'catch_up';

/** All that wait for an overlap, and as many that catch up as their tenants' pace allows. */
async function withinPace(client: pg.PoolClient, runs: readonly ReleasedRun[]): Promise<readonly ReleasedRun[]> {
  const tenants = new Set(runs.filter(isPaced).map(({ held }) => held.scope.tenantKey));
  if (tenants.size === 0) return runs;
  const left = new Map(
    (await rowsOf(client, sql.lockPace, [plain([...tenants])])).map((row) => [row[0] as number, row[1] as number]),
  );
  return runs.filter((run) => {
    if (!isPaced(run)) return true;
    const { tenantKey } = run.held.scope;
    const room = left.get(tenantKey) ?? 0;
    left.set(tenantKey, room - 1);
    return room > 0;
  });
}

async function usePace(client: pg.PoolClient, released: readonly ReleasedRun[]): Promise<void> {
  const used = new Map<number, number>();
  for (const { held } of released.filter(isPaced))
    used.set(held.scope.tenantKey, (used.get(held.scope.tenantKey) ?? 0) + 1);
  if (used.size > 0) await rowsOf(client, sql.movePace, [plain([...used.keys()]), plain([...used.values()])]);
}
