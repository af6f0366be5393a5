import { holdsOtherCauses, type SilenceScope } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { FAILED, HOUR_MS, PLACE, SUCCESS, WORKFLOW, openAlerts } from '../test/opened-alerts.ts';

const {
  store,
  received,
  clock,
  query,
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
  rule,
} = await openAlerts();

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
    clock.monotonicMs += 2 * HOUR_MS;
    await until(alerter, async () => expect(await alerts()).toEqual([]));
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
