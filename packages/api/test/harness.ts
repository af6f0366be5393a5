/**
 * The API on a real store. Only the engine is left out: runs are started as rows that nobody carries out,
 * so that tests see exactly what the API did.
 */
import { createHash, randomBytes } from 'node:crypto';
import type {
  AuditStore,
  HealthStore,
  JsonObject,
  RunController,
  RunStarter,
  ScheduleControl,
  Shed,
  StartRequest,
  StartResult,
} from '@carillon/core';
import { createLogger, createMetrics, newRunId, newUuid } from '@carillon/runtime';
import { openStore, parseMasterKeys, type Store } from '@carillon/store';
import { createTestDatabase } from '@carillon/testkit';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { type Api, type ApiConfig, createApi } from '../src/index.ts';

export interface Harness {
  readonly api: Api;
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly token: string;
  /** How often documents were applied. */
  readonly applied: () => number;
  /** A request with the token. */
  ask(options: InjectOptions & { readonly json?: unknown }): Promise<LightMyRequestResponse>;
  /** A token of another tenant, which has an environment `dev` as well. */
  strangersToken(): Promise<string>;
  close(): Promise<void>;
}

/** @param broken parts of the store that do not work, and what the server puts off */
export async function createHarness(
  config: Partial<ApiConfig> = {},
  broken: {
    readonly audit?: Partial<AuditStore>;
    readonly health?: Partial<HealthStore>;
    readonly isPutOff?: (what: Shed) => boolean;
  } = {},
): Promise<Harness> {
  const log = createLogger({ name: 'test', level: 'silent' });
  const database = await createTestDatabase();
  const masterKeys = parseMasterKeys(randomBytes(32).toString('base64'));
  const store = await openStore({ url: database.url, applicationName: 'api-test', log, masterKeys });
  let applied = 0;
  const api = createApi({
    catalog: store.catalog,
    queries: store.queries,
    access: store.access,
    calendars: store.calendars,
    schedules: store.schedules,
    control: rowControl(store),
    secrets: store.secrets,
    limits: store.limits,
    notes: store.notes,
    health: { ...store.health, ...broken.health },
    ...(broken.isPutOff && { isPutOff: broken.isPutOff }),
    variables: store.variables,
    drafts: store.drafts,
    audit: { ...store.audit, ...broken.audit },
    overview: store.overview,
    savedViews: store.savedViews,
    alerts: store.alerts,
    approvals: store.approvals,
    backfills: store.backfills,
    datasets: store.datasets,
    bulks: store.bulks,
    workflowPlans: store.workflowPlans,
    queues: store.queues,
    incidents: store.incidents,
    starter: { ...rowStarter(store), queuedRuns: () => ({ used: 0, limit: 100_000 }) },
    controller: rowController(store) as RunController,
    log,
    metrics: createMetrics(),
    config: { host: '127.0.0.1', port: 0, environment: 'dev', rateLimit: { perSecond: 0, burst: 0 }, ...config },
    onApplied: () => {
      applied++;
    },
  });
  const app = await api.app();
  const token = await addToken(store, 'admin');
  return {
    api,
    app,
    store,
    token,
    applied: () => applied,
    ask: ({ json, ...options }) =>
      app.inject({
        ...options,
        headers: {
          authorization: `Bearer ${token}`,
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...options.headers,
        },
        ...(json === undefined ? {} : { payload: JSON.stringify(json) }),
      }),
    async strangersToken() {
      await store.database.api.query(`
        with t as (insert into tenant (id, name) values (gen_random_uuid(), 'strangers') returning key),
          p as (insert into project (id, tenant_key, name) select gen_random_uuid(), key, 'default' from t),
          e as (insert into environment (id, tenant_key, name) select gen_random_uuid(), key, 'dev' from t)
        insert into account (id, tenant_key, name) select gen_random_uuid(), key, 'stranger' from t`);
      return addToken(store, 'stranger');
    },
    async close() {
      await api.stop();
      await store.close();
      await database.drop();
    },
  };
}

/** Written as tokens are, and nobody's until it is added. */
export const madeUpToken = (): string => `crl_api_${'0'.repeat(26)}_${randomBytes(32).toString('base64url')}_abcdef`;

async function addToken(store: Store, account: string): Promise<string> {
  const token = madeUpToken();
  await store.access.addToken({
    id: newUuid(),
    account,
    kind: 'api',
    secretHash: createHash('sha256').update(token).digest(),
    name: account,
  });
  return token;
}

function rowStarter({ database }: Store): {
  start(request: StartRequest): Promise<StartResult>;
  startMany: RunStarter['startMany'];
  queuedRuns(): { readonly used: number; readonly limit: number };
} {
  const start = async (request: StartRequest): Promise<StartResult> => {
    const id = newRunId();
    const { idempotency: key, scope } = request;
    if (key) {
      const before = await database.api.query(
        `with i as (insert into idempotency (tenant_key, principal, route, key, body_hash, run_id) values ($1, $2, $3, $4, $5, $6) on conflict do nothing)
         select run_id, body_hash = $5 same from idempotency where tenant_key = $1 and principal = $2 and route = $3 and key = $4`,
        [scope.tenantKey, key.principal, key.route, key.key, key.bodyHash, id],
      );
      const [known] = before.rows as { run_id: string; same: boolean }[];
      if (known) return known.same ? { kind: 'replayed', runId: known.run_id } : { kind: 'key_reused' };
    }
    await database.api.query(
      `insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, logical_time, trigger_kind, actor, params)
       values ($1, $2, $3, $4, $5, $6, 2, 1, $7, $8, $9, $10, $11)`,
      [
        id,
        request.versionKey,
        request.workflowKey,
        scope.tenantKey,
        scope.projectKey,
        scope.environmentKey,
        request.priority ?? 50,
        request.logicalTime ?? null,
        request.triggerKind,
        request.actor,
        request.params,
      ],
    );
    return { kind: 'started', runId: id };
  };
  return {
    start,
    queuedRuns: () => ({ used: 0, limit: 1 }),
    async startMany(request, params, idempotency) {
      const results: StartResult[] = [];
      for (const [i, each] of params.entries()) {
        const key = idempotency && { idempotency: { ...idempotency, key: `${idempotency.key}/${i}` } };
        results.push(await start({ ...request, params: each, ...key }));
      }
      return results;
    },
  };
}

/** A schedule is fired as a row too, with the parameters as they are given. */
function rowControl(store: Store): ScheduleControl {
  const { engine } = store;
  return {
    pause: engine.pauseSchedule,
    resume: engine.resumeSchedule,
    pauseWorkflow: engine.pauseWorkflow,
    resumeWorkflow: engine.resumeWorkflow,
    async fire(scope, id, { actor, params = {}, idempotency }) {
      const schedule = await engine.schedule(scope, id);
      if (!schedule) return { kind: 'not_found' };
      if ('wrong' in params) return { kind: 'invalid', message: 'there is no parameter "wrong"' };
      const { workflowKey, versionKey, definition } = schedule;
      const all: JsonObject = { ...definition.params, ...params };
      const started = { logicalTime: undefined, triggerKind: 'manual', actor, ...(idempotency && { idempotency }) };
      return rowStarter(store).start({ scope: schedule.scope, workflowKey, versionKey, params: all, ...started });
    },
  };
}

function rowController({ database, engine }: Store): Pick<RunController, 'stop' | 'answer' | 'signal' | 'sendEvent'> {
  return {
    answer: engine.answerApproval,
    signal: engine.signalRun,
    sendEvent: engine.sendEvent,
    async stop(scope, runId, { reason }) {
      const moved = await database.api.query(
        'update run set state = 4, reason = $3 where id = $1 and tenant_key = $2',
        [runId, scope.tenantKey, reason],
      );
      if (moved.rowCount) return 'stopping';
      const ended = await database.api.query('select from run_history where id = $1 and tenant_key = $2', [
        runId,
        scope.tenantKey,
      ]);
      return ended.rowCount ? 'already_final' : 'not_found';
    },
  };
}

/** A workflow of two tasks with one parameter of each kind that tests ask about. */
export const PIPELINE = `kind: Workflow
name: pipeline
project: default
title: A pipeline
params:
  region: { type: string, enum: [cn, eu], default: cn }
  size: { type: integer, default: 1 }
  day: { type: date, default: "\${{ run.logicalDate }}" }
tasks:
  extract: { type: shell, title: Take it out, with: { script: "echo out" } }
  load: { type: shell, needs: [extract], with: { script: "echo in" } }
`;
