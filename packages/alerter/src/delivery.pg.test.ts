import { newUuid } from '@carillon/runtime';
import { describe, expect, it, vi } from 'vitest';
import { PATIENCE_MS, PLACE, SUCCESS, openAlerts } from '../test/opened-alerts.ts';

const {
  store,
  received,
  answers,
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
  channel,
} = await openAlerts();

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
    answers.push(500);
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
    answers.push(...Array.from({ length: 8 }, () => 500));
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
