import { newRunId, newUuid } from '@carillon/runtime';
import { createTestDatabase } from '@carillon/testkit';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { endSession } from '../sql/session.ts';
import { openStoredRuns } from './stored-runs.testing.ts';

const stored = await openStoredRuns(await createTestDatabase());
const { pool, queries, place, insert, openGraph } = stored;
afterAll(stored.close);

describe('workers', () => {
  it('calls a session that is behind with its beat silent', async () => {
    const session = { worker_group: 'default', capabilities: ['shell'], slots: 4, version: '0.1.0', host: 'h' };
    await insert('worker_session', { id: newUuid(), name: 'w1', ...session });
    await insert('worker_session', { id: newUuid(), name: 'w2', ...session });
    await pool.query(
      `insert into worker_lease select key, now() + case name when 'w1' then interval '1 hour' else interval '-1 hour' end, 2 from worker_session`,
    );
    expect(await queries.workers(place)).toMatchObject([
      { name: 'w1', state: 'online', busy: 2, slots: 4 },
      { name: 'w2', state: 'silent' },
    ]);
  });
});

describe('a task run that is ready', () => {
  it('says what it waits for: a worker that can, or room on one', async () => {
    await pool.query('truncate worker_session, worker_lease');
    const id = newRunId();
    await openGraph(id);
    await insert('task_run', { run_id: id, task_no: 0, state: 1, need: 0, lane_key: 1, rank: 1 });
    const reason = async () => (await queries.taskRun(place, id, 0))?.reason;
    expect(await reason()).toEqual({ code: 'NO_CAPABLE_WORKER', params: { capability: 'shell', group: 'default' } });

    const session = { worker_group: 'default', capabilities: ['shell'], slots: 2, version: '0.1.0', host: 'h' };
    await insert('worker_session', { id: newUuid(), name: 'w', ...session });
    await pool.query(`insert into worker_lease select key, now() + interval '1 hour', 2 from worker_session`);
    expect(await reason()).toEqual({ code: 'NO_CAPACITY' });
    await pool.query('update worker_lease set busy = 1');
    expect(await reason()).toBeUndefined();
  });
});

describe('workers that are gone', () => {
  const connect = (name: string, state: string, hours: { connected: number; ended?: number }) =>
    insert('worker_session', {
      id: newUuid(),
      name,
      worker_group: 'default',
      capabilities: [],
      slots: 1,
      version: '0.1.0',
      host: 'h',
      state,
      connected_at: new Date(Date.now() - hours.connected * 3_600_000),
      ...(hours.ended === undefined ? {} : { ended_at: new Date(Date.now() - hours.ended * 3_600_000) }),
    });

  beforeEach(() => pool.query('truncate worker_session, worker_lease'));

  it('are shown for a day by their last session', async () => {
    await connect('long-ago', 'left', { connected: 99, ended: 25 });
    await connect('here', 'left', { connected: 200, ended: 3 });
    await connect('here', 'lost', { connected: 2, ended: 1 });
    expect(await queries.workers(place)).toMatchObject([{ name: 'here', state: 'lost' }]);
  });

  it('are not shown once they are back', async () => {
    await connect('back', 'lost', { connected: 2, ended: 1 });
    await connect('back', 'online', { connected: 0 });
    await pool.query(
      `insert into worker_lease select key, now() + interval '1 hour', 0 from worker_session where state = 'online'`,
    );
    expect(await queries.workers(place)).toMatchObject([{ name: 'back', state: 'online' }]);
  });

  it('ended when they said goodbye, before anybody has taken their lease away', async () => {
    await connect('left', 'online', { connected: 1 });
    const { rows } = await pool.query<{ key: number }>(
      `insert into worker_lease select key, now() + interval '1 hour', 0 from worker_session returning session_key key`,
    );
    await pool.query(endSession.text, [rows[0]?.key]);
    const [left] = await queries.workers(place);
    expect(left).toMatchObject({ name: 'left', state: 'left', leaseUntil: expect.any(Date) });
  });

  it('are lost when nothing is left of their lease', async () => {
    await connect('restored', 'online', { connected: 1 });
    expect(await queries.workers(place)).toMatchObject([{ name: 'restored', state: 'lost' }]);
  });
});
