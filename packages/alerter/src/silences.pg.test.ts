import { describe, expect, it } from 'vitest';
import { HOUR_MS, PLACE, SUCCESS, WORKFLOW, openAlerts } from '../test/opened-alerts.ts';

const {
  store,
  received,
  query,
  startedAlerter,
  ended,
  another,
  told,
  until,
  untilCounted,
  alerts,
  newestAlert,
  retryNow,
  silence,
  rule,
} = await openAlerts();

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
