import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { WorkflowDocument } from '@carillon/core';
import { formatId } from '@carillon/core';
import { createLogger, createMetrics, newRunId } from '@carillon/runtime';
import { openStore, type Store } from '@carillon/store';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Alerter, createAlerter } from './alerter.ts';

const log = createLogger({ name: 'alerter', level: 'silent' });
const [SUCCESS, FAILED] = [10, 11];
/** Longer than the longest pause between two tries. */
const LONG_MS = 120_000;
const PLACE = { tenantKey: 1, environmentKey: 1 };

interface Received {
  readonly id: string;
  readonly run: string;
}

let database: TestDatabase;
let store: Store;
let receiver: Server;
let received: Received[];
/** Of the next requests; 200 when there is none left. */
let answers: number[];
let nowMs: number;

beforeAll(async () => {
  database = await createTestDatabase();
  store = await openStore({ url: database.url, applicationName: 'test', log });
  const document: WorkflowDocument = {
    kind: 'Workflow',
    name: 'report',
    project: 'default',
    tasks: { a: { type: 'noop' } },
  };
  const version = { document, files: {}, source: '', hash: '00', author: 'a', message: '', schedules: [] };
  await store.catalog.apply(PLACE, [version]);
  receiver = createServer((request, response) => {
    void json(request).then((body) => {
      received.push({ id: String(request.headers['webhook-id']), run: (body as { run: { id: string } }).run.id });
      response.writeHead(answers.shift() ?? 200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
});
afterAll(async () => {
  receiver.close();
  await store.close();
  await database.drop();
});
beforeEach(() => {
  received = [];
  answers = [];
  nowMs = 0;
});
afterEach(() => store.database.api.query('truncate event_cursor, lease, event, run_history'));

/** An alerter whose cursor stands at now. */
async function startedAlerter(): Promise<Alerter> {
  const alerter = createAlerter({
    outbox: store.outbox,
    webhookUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/alerts`,
    runUrl: ({ runId }) => `http://carillon.test/${runId}`,
    log,
    metrics: createMetrics(),
    monotonic: () => nowMs,
  });
  await alerter.runOnce();
  return alerter;
}

/** A run that ended, in a transaction of its own; its id as people see it. */
async function ended(state = FAILED): Promise<string> {
  const id = newRunId();
  await store.database.api.query(
    `with v as (select v.key, v.workflow_key, w.project_key from workflow_version v join workflow w on w.key = v.workflow_key),
     h as (
       insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at,
         trigger_kind, actor, params)
       select $1, key, workflow_key, 1, project_key, 1, $2, now(), now(), 'manual', 'a', '{}' from v)
     insert into event (run_id, tenant_key, project_key, environment_key, run_state, transitions)
     select $1, 1, project_key, 1, $2, '[]' from v`,
    [id, state],
  );
  return formatId('run', id);
}

const runs = (): readonly string[] => received.map(({ run }) => run);

/** An event is read once every transaction of the server that began before it has ended, those of other databases too. */
const untilReceived = (alerter: Alerter, wanted: readonly (string | undefined)[]): Promise<void> =>
  vi.waitFor(
    async () => {
      await alerter.runOnce();
      expect(runs()).toEqual(wanted);
    },
    { timeout: 20_000, interval: 20 },
  );

describe('the alerter', () => {
  it('delivers a failed run once, and no other', async () => {
    const alerter = await startedAlerter();
    const [failed] = [await ended(), await ended(SUCCESS)];
    await untilReceived(alerter, [failed]);
    await alerter.runOnce();
    expect(runs()).toEqual([failed]);
  });

  it('tries again with the same id, in order, and repeats nothing that was delivered', async () => {
    const alerter = await startedAlerter();
    const order = [await ended(), await ended(), await ended()];
    answers = [200, 500];
    await untilReceived(alerter, order.slice(0, 2));

    await alerter.runOnce(); // Too soon for another try, and what is behind waits.
    expect(received).toHaveLength(2);

    nowMs += LONG_MS;
    await untilReceived(alerter, [order[0], order[1], order[1], order[2]]);
    expect(received[2]?.id).toBe(received[1]?.id);
  });

  it('gives one up after its tries and goes on with what is behind', async () => {
    const alerter = await startedAlerter();
    const [hopeless, next] = [await ended(), await ended()];
    answers = Array.from({ length: 8 }, () => 500);
    for (let tries = 1; tries < 8; tries++) {
      await untilReceived(
        alerter,
        Array.from({ length: tries }, () => hopeless),
      );
      nowMs += LONG_MS;
    }
    await untilReceived(alerter, [...Array.from({ length: 8 }, () => hopeless), next]);
  });

  it('goes on behind its cursor after a restart', async () => {
    const before = await startedAlerter();
    await untilReceived(before, [await ended()]);
    received = [];
    await store.database.api.query('truncate lease');
    const meanwhile = await ended();
    await untilReceived(await startedAlerter(), [meanwhile]);
  });

  it('leaves the work to the one that holds the lease', async () => {
    const first = await startedAlerter();
    const second = await startedAlerter();
    const run = await ended();
    await second.runOnce();
    expect(runs()).toEqual([]);
    await untilReceived(first, [run]);
  });
});
