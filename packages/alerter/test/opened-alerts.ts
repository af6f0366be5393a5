/** Alerters over a database of their own, and what a receiver hears of them: one for all tests of a file. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { AlertRuleFields, Reason, SilenceScope, WorkflowDocument } from '@carillon/core';
import { formatId } from '@carillon/core';
import { createLeadership, createLogger, createMetrics, newRunId, newUuid } from '@carillon/runtime';
import { openStore } from '@carillon/store';
import { createTestDatabase } from '@carillon/testkit';
import { afterAll, afterEach, expect, vi } from 'vitest';
import { type Alerter, createAlerter } from '../src/alerter.ts';

export const [SUCCESS, FAILED] = [10, 11];
export const HOUR_MS = 3_600_000;
export const PLACE = { tenantKey: 1, environmentKey: 1 };
export const WORKFLOW = { project: 'default', workflow: 'report' };
/**
 * An event is read once every transaction of the server that began before it has ended, those of other databases and so
 * of other test files too.
 */
export const PATIENCE_MS = 60_000;

const BY = { actor: 'ann' };

interface Received {
  readonly id: string;
  readonly path: string;
  readonly type: string;
  readonly run: string | undefined;
}

export async function openAlerts() {
  vi.setConfig({ testTimeout: 2 * PATIENCE_MS });
  const log = createLogger({ name: 'alerter', level: 'silent' });
  const database = await createTestDatabase();
  const store = await openStore({ url: database.url, applicationName: 'test', log });
  const document: WorkflowDocument = {
    kind: 'Workflow',
    name: 'report',
    project: 'default',
    tasks: { a: { type: 'noop' } },
  };
  const version = { document, files: {}, source: '', hash: '00', author: 'a', message: '', schedules: [] };
  await store.catalog.apply(PLACE, [version]);

  const received: Received[] = [];
  /** Of the next requests; 200 when there is none left. */
  const answers: number[] = [];
  const clock = { monotonicMs: 0 };
  const receiver = createServer((request, response) => {
    void json(request).then((body) => {
      const { type, run } = body as { type: string; run?: { id: string } };
      received.push({ id: String(request.headers['webhook-id']), path: request.url ?? '', type, run: run?.id });
      response.writeHead(answers.shift() ?? 200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');

  afterEach(async () => {
    received.length = 0;
    answers.length = 0;
    clock.monotonicMs = 0;
    await query('truncate event_cursor, lease, event, run_history, alert, alert_rule, alert_channel, silence cascade');
  });
  afterAll(async () => {
    vi.resetConfig();
    receiver.close();
    await store.close();
    await database.drop();
  });

  const query = (text: string, values: readonly unknown[] = []) => store.database.api.query(text, [...values]);
  const urlOf = (path: string) => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;

  /** An alerter whose cursor stands at now. */
  async function startedAlerter({ isTold = true, alerts = store.alertLog } = {}): Promise<Alerter> {
    const alerter = createAlerter({
      outbox: store.outbox,
      leadership: createLeadership({ store: store.engine, owner: newUuid(), log }),
      alerts,
      webhookUrl: isTold ? urlOf('/own') : undefined,
      links: { run: (_project, runId) => runId, alert: (_project, alertId) => alertId },
      post: ({ url, ...message }) => fetch(url, { method: 'POST', ...message }),
      secrets: { read: async () => ({ receiver: urlOf('/secret') }) },
      retryMs: Array.from({ length: 7 }, () => HOUR_MS), // no test lasts that long
      log,
      metrics: createMetrics(),
      monotonic: () => clock.monotonicMs,
    });
    await alerter.runOnce();
    return alerter;
  }

  /** A run that ended, in a transaction of its own; its id as people see it. */
  async function ended(
    state = FAILED,
    reason: Reason = { code: 'EXIT_CODE', params: { exitCode: 1 } },
  ): Promise<string> {
    const id = newRunId();
    await query(
      `with v as (select v.key, v.workflow_key, w.project_key from workflow_version v join workflow w on w.key = v.workflow_key),
       h as (
         insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at,
           trigger_kind, actor, params, reason, attempt_no)
         select $1, key, workflow_key, 1, project_key, 1, $2, now(), now(), 'manual', 'a', '{}', $3, 1 from v)
       insert into event (run_id, tenant_key, project_key, environment_key, run_state, transitions)
       select $1, 1, project_key, 1, $2, '[]' from v`,
      [id, state, state === FAILED ? JSON.stringify(reason) : null],
    );
    return formatId('run', id);
  }
  const another = (message: string): Promise<string> => ended(FAILED, { code: 'USER_ERROR', params: { message } });

  const told = () => received.map(({ type, run }) => `${type} ${run}`);

  const until = (alerter: Alerter, check: () => void | Promise<void>): Promise<void> =>
    vi.waitFor(
      async () => {
        await alerter.runOnce();
        await check();
      },
      { timeout: PATIENCE_MS, interval: 20 },
    );
  const untilTold = (alerter: Alerter, ...wanted: readonly string[]): Promise<void> =>
    until(alerter, () => expect(told()).toEqual(wanted));
  const alerts = async () => (await store.alerts.alerts(PLACE, { limit: 200 })).items;
  /** The one that failed last. */
  async function newestAlert(): Promise<string> {
    const [alert] = await alerts();
    if (!alert) throw new Error('there is no cause');
    return alert.id;
  }
  /** Whatever is told of it: the failures are counted. */
  const untilCounted = (alerter: Alerter, failures: number): Promise<void> =>
    until(alerter, async () => expect((await alerts()).reduce((sum, each) => sum + each.failures, 0)).toBe(failures));

  /** As if the time between two tries had passed. */
  const retryNow = () => query(`update alert_notice set due_at = now() - interval '1 min' where state = 'pending'`);
  const silence = async (scope: SilenceScope = WORKFLOW, unlessWorse = false) => {
    const made = { id: newUuid(), reason: 'vendor', forMs: HOUR_MS, unlessWorse, ...scope };
    const added = await store.alerts.addSilence(PLACE, made, BY);
    if (added.kind !== 'made') throw new Error(added.kind);
    return added.silence;
  };
  const rule = (fields: AlertRuleFields) =>
    store.alerts.setRule(PLACE, { project: 'default', workflow: '', task: '' }, fields, BY);
  const channel = (
    fields: {
      readonly url?: string;
      readonly urlSecret?: string;
      readonly name?: string;
      readonly enabled?: boolean;
    } = {},
  ) =>
    store.alerts.setChannel(
      PLACE,
      {
        id: newUuid(),
        project: 'default',
        name: 'ops',
        kind: 'webhook',
        url: undefined,
        urlSecret: undefined,
        signingSecret: undefined,
        enabled: true,
        ...fields,
      },
      BY,
    );

  return {
    store,
    received,
    answers,
    clock,
    query,
    urlOf,
    startedAlerter,
    ended,
    another,
    told,
    until,
    untilTold,
    untilCounted,
    alerts,
    newestAlert,
    retryNow,
    silence,
    rule,
    channel,
  };
}
