import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { AlertRuleFields, Reason, SilenceScope, WorkflowDocument } from '@carillon/core';
import { formatId, holdsOtherCauses } from '@carillon/core';
import { createLeadership, createLogger, createMetrics, newRunId, newUuid } from '@carillon/runtime';
import { openStore, type Store } from '@carillon/store';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Alerter, createAlerter } from './alerter.ts';

const log = createLogger({ name: 'alerter', level: 'silent' });
const [SUCCESS, FAILED] = [10, 11];
const HOUR_MS = 3_600_000;
const PLACE = { tenantKey: 1, environmentKey: 1 };
const BY = { actor: 'ann' };
const WORKFLOW = { project: 'default', workflow: 'report' };

interface Received {
  readonly id: string;
  readonly path: string;
  readonly type: string;
  readonly run: string | undefined;
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
      const { type, run } = body as { type: string; run?: { id: string } };
      received.push({ id: String(request.headers['webhook-id']), path: request.url ?? '', type, run: run?.id });
      response.writeHead(answers.shift() ?? 200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
});
afterAll(async () => {
  vi.resetConfig();
  receiver.close();
  await store.close();
  await database.drop();
});
beforeEach(() => {
  received = [];
  answers = [];
  nowMs = 0;
});
afterEach(() =>
  query('truncate event_cursor, lease, event, run_history, alert, alert_rule, alert_channel, silence cascade'),
);

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
    monotonic: () => nowMs,
  });
  await alerter.runOnce();
  return alerter;
}

/** A run that ended, in a transaction of its own; its id as people see it. */
async function ended(state = FAILED, reason: Reason = { code: 'EXIT_CODE', params: { exitCode: 1 } }): Promise<string> {
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

/**
 * An event is read once every transaction of the server that began before it has ended, those of other databases and so
 * of other test files too.
 */
const PATIENCE_MS = 60_000;
vi.setConfig({ testTimeout: 2 * PATIENCE_MS });

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

describe('delivery', () => {
  it('tells of a failed run once, and of none that succeeded', async () => {
    const alerter = await startedAlerter();
    await ended(SUCCESS);
    const failed = await ended();
    await untilTold(alerter, `run.failed ${failed}`);
    await alerter.runOnce();
    expect(received).toHaveLength(1);
  });

  it('tries again with the same id, and repeats nothing that was delivered', async () => {
    const alerter = await startedAlerter();
    answers = [500];
    const failed = await ended();
    await untilTold(alerter, `run.failed ${failed}`);
    await alerter.runOnce(); // Too soon for another try.
    expect(received).toHaveLength(1);

    await retryNow();
    await untilTold(alerter, `run.failed ${failed}`, `run.failed ${failed}`);
    expect(received[1]?.id).toBe(received[0]?.id);
    await retryNow();
    await alerter.runOnce();
    expect(received).toHaveLength(2);
  });

  it('is repeated with the same id when the sender dies between sending and noting it', async () => {
    let isDead = false;
    const settle = async (): Promise<boolean> => {
      isDead = true;
      throw new Error('killed');
    };
    const dying = await startedAlerter({ alerts: { ...store.alertLog, settle } });
    const failed = await ended();
    await vi.waitFor(
      async () => {
        if (!isDead) await dying.runOnce().catch(() => undefined);
        expect(isDead).toBe(true);
      },
      { timeout: PATIENCE_MS, interval: 20 },
    );
    expect(told()).toEqual([`run.failed ${failed}`]);

    await query('truncate lease'); // its own has run out
    const next = await startedAlerter();
    await untilTold(next, `run.failed ${failed}`, `run.failed ${failed}`);
    expect(received[1]?.id).toBe(received[0]?.id);
    await retryNow();
    await next.runOnce();
    expect(received).toHaveLength(2);
  });

  it('keeps the order within a cause, gives up after eight tries, and goes on behind', async () => {
    const alerter = await startedAlerter();
    answers = Array.from({ length: 8 }, () => 500);
    const failed = await ended();
    await untilTold(alerter, `run.failed ${failed}`);
    const succeeded = await ended(SUCCESS);
    await until(alerter, async () => expect(await alerts()).toMatchObject([{ state: 'recovered' }]));
    for (let tries = 2; tries <= 8; tries++) {
      await retryNow();
      await until(alerter, () => expect(received).toHaveLength(tries));
    }
    await untilTold(
      alerter,
      ...Array.from({ length: 8 }, () => `run.failed ${failed}`),
      `alert.recovered ${succeeded}`,
    );
    const id = await newestAlert();
    expect((await store.alerts.alert(PLACE, id))?.notices).toMatchObject([
      { kind: 'recovery', state: 'delivered' },
      {
        kind: 'failure',
        state: 'given_up',
        tries: 8,
        error: 'the receiver answered 500',
        errorSaid: { text: 'the receiver answered {0}', values: ['500'] },
      },
    ]);
    // A program from before sentences were kept wrote the error alone.
    await query(`update alert_notice set error = 'the receiver answered 418' where state = 'given_up'`);
    const notices = (await store.alerts.alert(PLACE, id))?.notices;
    expect(notices?.[1]).toMatchObject({ error: 'the receiver answered 418', errorSaid: undefined });
  });

  it('goes on behind its cursor after a restart, and counts nothing twice', async () => {
    const before = await startedAlerter();
    const first = await ended();
    await untilTold(before, `run.failed ${first}`);
    await query('truncate lease');
    await another('meanwhile');
    const after = await startedAlerter();
    await untilCounted(after, 2);
    expect(received).toHaveLength(2);
  });

  it('is one sender’s: two never tell of the same', async () => {
    const [first, second] = [await startedAlerter(), await startedAlerter()];
    const failed = await ended();
    await second.runOnce();
    expect(told()).toEqual([]);
    await untilTold(first, `run.failed ${failed}`);

    // The lease changes hands while the former leader still believes in its term: what it reads is not counted again.
    await query('truncate lease');
    const third = await startedAlerter();
    await another('elsewhere');
    await until(third, () => expect(received).toHaveLength(2));
    await first.runOnce();
    expect(received).toHaveLength(2);
    expect(new Set(received.map(({ id }) => id)).size).toBe(2);
  });

  it('goes to the channels of the project, each in its own line; a broken one holds nobody up', async () => {
    await channel({ name: 'broken', url: 'http://127.0.0.1:1/' });
    await channel({ name: 'ops', url: urlOf('/ops') });
    await channel({ name: 'hidden', urlSecret: 'receiver' });
    const alerter = await startedAlerter({ isTold: false });
    await ended();
    await until(alerter, () => expect(received.map(({ path }) => path).toSorted()).toEqual(['/ops', '/secret']));
    const channels = await store.alerts.channels(PLACE, {});
    expect(channels).toMatchObject([
      { name: 'broken', failures: 1, waiting: 1, error: expect.stringContaining('fetch failed') },
      { name: 'hidden', failures: 0, deliveredAt: expect.any(Date) },
      { name: 'ops', failures: 0, waiting: 0 },
    ]);
  });

  it('leaves a channel that refused ten times alone for a while', async () => {
    await channel({ name: 'broken', url: 'http://127.0.0.1:1/' });
    await query('update alert_channel set failures = 9');
    const alerter = await startedAlerter({ isTold: false });
    await ended();
    await until(alerter, async () => expect(await store.alerts.channels(PLACE, {})).toMatchObject([{ failures: 10 }]));
    await retryNow();
    expect(await store.alertLog.dueNotices(10)).toEqual([]);
  });

  it('sends nothing to a channel that is switched off, not even what waited for it', async () => {
    await channel({ url: 'http://127.0.0.1:1/' });
    const alerter = await startedAlerter({ isTold: false });
    await ended();
    await until(alerter, async () => expect(await store.alerts.channels(PLACE, {})).toMatchObject([{ waiting: 1 }]));
    await channel({ url: urlOf('/ops'), enabled: false });
    await retryNow();
    await another('while it is off');
    await untilCounted(alerter, 2);
    expect(received).toEqual([]);
    expect(await alerts()).toMatchObject([{ notified: 0 }, { notified: 1 }]);
    expect(await store.alerts.channels(PLACE, {})).toMatchObject([{ waiting: 0, failures: 0 }]);
  });

  it('tests a channel', async () => {
    const made = await channel({ url: urlOf('/ops') });
    if (typeof made === 'string') throw new Error(made);
    const id = newUuid();
    expect(await store.alerts.testChannel(PLACE, made.id, { id })).toMatchObject({ kind: 'made' });
    const alerter = await startedAlerter({ isTold: false });
    await untilTold(alerter, 'alert.test undefined');
    expect(await store.alerts.notice(PLACE, id)).toMatchObject({ kind: 'test', channel: 'ops', state: 'delivered' });
  });
});

describe('causes', () => {
  it('are told of once until they recover, whatever number of runs fails', async () => {
    const alerter = await startedAlerter();
    const first = await ended();
    await ended();
    await untilCounted(alerter, 2);
    const other = await another('disk 1 is full');
    await another('disk 2 is full');
    await untilCounted(alerter, 4);
    const succeeded = await ended(SUCCESS);
    await until(alerter, () => expect(received).toHaveLength(4));
    expect(told().toSorted()).toEqual(
      [
        `run.failed ${first}`,
        `run.failed ${other}`,
        `alert.recovered ${succeeded}`,
        `alert.recovered ${succeeded}`,
      ].toSorted(),
    );
    expect(await alerts()).toMatchObject([
      { task: 'a', state: 'recovered', failures: 2, openings: 1, notified: 2 },
      { task: 'a', state: 'recovered', failures: 2, notified: 2 },
    ]);
  });

  it('are told of after a while where a rule holds them, and not at all when they recover before', async () => {
    await rule({ holdMs: HOUR_MS, severity: 'critical' });
    const alerter = await startedAlerter();
    await ended();
    await untilCounted(alerter, 1);
    await ended(SUCCESS);
    await until(alerter, async () => expect(await alerts()).toMatchObject([{ state: 'recovered', notified: 0 }]));
    const again = await ended();
    await untilCounted(alerter, 2);
    expect(received).toEqual([]);
    await retryNow();
    await untilTold(alerter, `run.failed ${again}`);
    expect(await alerts()).toMatchObject([{ severity: 'critical', openings: 2, notified: 1 }]);
  });

  it('of errors that are never the same twice are told apart only so far', async () => {
    const alerter = await startedAlerter();
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    for (const one of letters) for (const two of 'abcd') await another(`lost ${one}${two}`);
    await untilCounted(alerter, 104);
    const { rows } = await query('select count(*)::int4 causes, max(failures)::int4 most from alert');
    expect(rows).toEqual([{ causes: 101, most: 4 }]);
    const [others, ...more] = (await alerts()).filter(holdsOtherCauses);
    expect([others, more]).toMatchObject([{ failures: 4 }, []]);
    const own = (await alerts()).find((cause) => !holdsOtherCauses(cause));
    const preview = (scope: SilenceScope) => store.alerts.previewSilence(PLACE, scope, 7);
    expect(await preview(WORKFLOW)).toMatchObject({ holdsOthers: true });
    expect(await preview({ alertId: others?.id })).toMatchObject({ causes: 1, holdsOthers: true });
    expect(await preview({ alertId: own?.id })).toMatchObject({ causes: 1, holdsOthers: false });

    // One is forgotten: the task is full all the same, the one that holds the others being of it. The next leaves room.
    const forget = () =>
      query('delete from alert where id = (select id from alert where id not in ($1, $2) limit 1)', [
        others?.id,
        own?.id,
      ]);
    await forget();
    expect(await preview(WORKFLOW)).toMatchObject({ holdsOthers: true });
    await forget();
    expect(await preview(WORKFLOW)).toMatchObject({ holdsOthers: false });
    expect(await preview({ alertId: others?.id })).toMatchObject({ holdsOthers: false });
  });

  it('keep bounded samples, and are forgotten in time', async () => {
    const alerter = await startedAlerter();
    for (let i = 0; i < 25; i++) await ended();
    await untilCounted(alerter, 25);
    expect((await query('select count(*)::int4 from alert_run')).rows).toEqual([{ count: 20 }]);
    await query(`update alert set last_at = now() - interval '91 days'`);
    nowMs += 2 * HOUR_MS;
    await until(alerter, async () => expect(await alerts()).toEqual([]));
  });
});

describe('a silence', () => {
  it('keeps its causes quiet and counts what it muted; a new cause is told of all the same', async () => {
    const alerter = await startedAlerter();
    const first = await ended();
    await ended(SUCCESS);
    await until(alerter, () => expect(received).toHaveLength(2));
    const made = await silence();
    await ended();
    await ended(SUCCESS);
    await ended();
    await untilCounted(alerter, 3);
    const news = await another('something else');
    await until(alerter, () => expect(received).toHaveLength(3));
    expect(told()).toEqual([`run.failed ${first}`, expect.stringContaining('recovered'), `run.failed ${news}`]);
    expect(await store.alerts.silence(PLACE, made.id)).toMatchObject({ muted: 2, causes: 1 });
    expect(await alerts()).toMatchObject([{ muted: 0 }, { muted: 2, notified: 2, silencedUntil: made.expiresAt }]);
  });

  it('ends by itself; what fails still is told of then', async () => {
    const alerter = await startedAlerter();
    await ended();
    await ended(SUCCESS);
    await until(alerter, () => expect(received).toHaveLength(2));
    await silence();
    await ended();
    await untilCounted(alerter, 2);
    await query(`update silence set created_at = now() - interval '2 hours', expires_at = now() - interval '1 ms'`);
    const after = await ended();
    await until(alerter, () => expect(told().slice(2)).toEqual([`run.failed ${after}`]));
  });

  it('ends when it gets worse, and says so', async () => {
    const alerter = await startedAlerter();
    await ended();
    await untilCounted(alerter, 1);
    const id = await newestAlert();
    const made = await silence({ alertId: id }, true);
    const worse: string[] = [];
    for (let i = 0; i < 4; i++) worse.push(await ended());
    await untilCounted(alerter, 5);
    expect(told().slice(1)).toEqual([`alert.worse ${worse[3]}`]);
    expect(await store.alerts.silence(PLACE, made.id)).toMatchObject({ endReason: 'worse', muted: 0 });
  });

  it('mutes what is held already', async () => {
    await rule({ holdMs: HOUR_MS });
    const alerter = await startedAlerter();
    await ended();
    await untilCounted(alerter, 1);
    const { id } = await silence();
    await retryNow();
    await alerter.runOnce();
    expect(received).toEqual([]);
    expect(await store.alerts.silence(PLACE, id)).toMatchObject({ muted: 1 });
    expect(await alerts()).toMatchObject([{ notified: 0, muted: 1 }]);
  });

  it('says before what it would have muted, and is refused where nothing is known', async () => {
    const alerter = await startedAlerter();
    await ended();
    await ended(SUCCESS);
    await another('x');
    await until(alerter, () => expect(received).toHaveLength(3));
    const open = (await alerts()).find(({ state }) => state === 'open');
    await store.alerts.acknowledge(PLACE, open?.id ?? '', { actor: 'ann' });
    expect(await store.alerts.previewSilence(PLACE, WORKFLOW, 7)).toEqual({
      notified: 3,
      causes: 2,
      acted: 1,
      holdsOthers: false,
    });
    expect(await store.alerts.previewSilence(PLACE, { ...WORKFLOW, task: 'b' }, 7)).toBeUndefined();
    await expect(silence({ ...WORKFLOW, task: 'b' })).rejects.toThrow('nothing');
  });
});

describe('noise', () => {
  it('is ranked by notifications for each cause; acknowledging counts once, and can be taken back', async () => {
    const alerter = await startedAlerter();
    // One by one: a notice that waits when its cause recovers is withdrawn.
    for (let notices = 1; notices <= 7; notices++) {
      await ended(notices % 2 === 1 ? FAILED : SUCCESS);
      await until(alerter, () => expect(received).toHaveLength(notices));
    }
    const id = await newestAlert();
    expect(await store.alerts.acknowledge(PLACE, id, { actor: 'ann', note: 'seen' })).toBe(true);
    await store.alerts.acknowledge(PLACE, id, { actor: 'bob' });
    const noise = () => store.alerts.noise(PLACE, { days: 7, limit: 10 });
    expect(await noise()).toEqual([
      {
        project: 'default',
        workflow: 'report',
        task: 'a',
        notified: 7,
        muted: 0,
        causes: 1,
        failures: 4,
        openings: 4,
        acted: 1,
        alertId: id,
      },
    ]);
    expect(await alerts()).toMatchObject([{ acknowledgedBy: 'bob' }]);
    await store.alerts.acknowledge(PLACE, id, undefined);
    expect(await noise()).toMatchObject([{ acted: 0 }]);
    await ended(SUCCESS);
    await until(alerter, async () => expect(await alerts()).toMatchObject([{ state: 'recovered' }]));
    expect(await store.alerts.acknowledge(PLACE, id, { actor: 'ann' })).toBe(false);
  });
});
