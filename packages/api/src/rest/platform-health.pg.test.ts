import type { ServerLoad } from '@carillon/core';
import type { Healing, PageOf, PlatformHealth } from '@carillon/protocol';
import { newUuid } from '@carillon/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { createHarness } from '../../test/harness.ts';
import { openedApi } from '../../test/opened-api.ts';

const LOAD: ServerLoad = {
  level: 1,
  loopDelayMs: 10,
  storeMs: 2,
  statements: 3,
  poolWaiting: 0,
  claimMs: 5,
  latenessMs: undefined,
  rssBytes: 1,
  heapBytes: 1,
  cpu: 0.1,
  workers: 2,
  clockOffMs: -3,
  disk: { freeBytes: 9e11, totalBytes: 1e12 },
};

describe('the health of the platform', () => {
  const { harness, query, read } = openedApi();
  const server = newUuid();
  beforeAll(async () => {
    const { health, engine } = harness.store;
    const roles = ['api', 'scheduler', 'alerter'];
    const { masterKeys } = await health.storeFacts();
    await health.join({ id: server, host: 'one', pid: 7, version: '1.0.0', roles, masterKeys });
    await health.beat(server, LOAD);
    // However slow this machine is, it is not silent yet.
    await query(`update server set seen_at = seen_at + interval '1 h'`);
    await engine.lease('healer', server, 3_600_000);
    await health.recordHealings(server, [
      { kind: 'endable', object: 'run_1', count: 1 },
      { kind: 'limits', object: undefined, count: 4 },
    ]);
  });

  it('names servers with their load, who leads what, the database, and what is wrong', async () => {
    const health = await read<PlatformHealth>('/health');
    expect(health).toMatchObject({
      kind: 'PlatformHealth',
      state: 'warning',
      missing: [],
      servers: [
        { host: 'one', pid: 7, state: 'up', load: { putOff: ['views'], claimMs: 5, workers: 2, clockOffMs: -3 } },
      ],
      duties: [{ name: 'healer', state: 'led', terms: [{ term: 1, host: 'one' }] }],
      store: { readOnly: false },
      events: [],
      findings: [{ code: 'OVERLOADED', severity: 'warning', runbook: 'docs/operations/overloaded.md' }],
    });
    expect(health.servers[0]?.load).not.toHaveProperty('latenessMs');
  });

  it('tells what was made good, newest first, a page at a time', async () => {
    const first = await read<PageOf<Healing>>('/health/healings?limit=1');
    expect(first.items).toMatchObject([{ kind: 'limits', count: 4, host: 'one' }]);
    expect(first.items[0]?.done).toBe('Places in limits that nobody held any more were given back.');
    const second = await read<PageOf<Healing>>(`/health/healings?cursor=${first.nextCursor}`);
    expect(second.items).toMatchObject([{ kind: 'endable', object: 'run_1' }]);
    expect(second.nextCursor).toBeUndefined();
  });

  it('shows what it can when a part cannot be read', async () => {
    const storeFacts = () => Promise.reject(new Error('broken'));
    const broken = await createHarness({}, { health: { storeFacts } });
    await broken.store.health.join({ id: server, host: 'two', pid: 8, version: '1', roles: ['api'], masterKeys: [] });
    const health = (await broken.ask({ method: 'GET', url: '/api/v1/health' })).json<PlatformHealth>();
    expect(health).toMatchObject({ state: 'warning', missing: ['store', 'findings'], servers: [{ host: 'two' }] });
    expect(health).not.toHaveProperty('findings');
    await broken.close();
  });

  it('keeps the names of other tenants to themselves', async () => {
    await query(
      `insert into access_token (id, account_key, kind, secret_hash, name, expires_at)
       values (gen_random_uuid(), 1, 'api', '\\x01', 'ours', now() - interval '1 day')`,
    );
    const token = await harness.strangersToken();
    const answer = await harness.app.inject({ url: '/api/v1/health', headers: { authorization: `Bearer ${token}` } });
    expect(answer.json<PlatformHealth>().findings?.map(({ code }) => code)).toEqual(['OVERLOADED']);
    const own = await read<PlatformHealth>('/health');
    expect(own.findings?.map(({ code }) => code)).toEqual(['OVERLOADED', 'TOKEN_EXPIRED']);
  });
});
