import type { RunFilter } from '@carillon/core';
import { causeFingerprint } from '@carillon/core';
import { newRunId, newUuid } from '@carillon/runtime';
import { createTestDatabase } from '@carillon/testkit';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createCatalogStore } from '../catalog/catalog-store.ts';
import { openStoredRuns } from './stored-runs.testing.ts';

const stored = await openStoredRuns(await createTestDatabase());
const { store, pool, queries, place, keysOf, ended, insert, openSolo, openGraph } = stored;
afterAll(stored.close);

await createCatalogStore(store).apply(place, [
  {
    document: {
      kind: 'Workflow',
      name: 'graph',
      project: 'default',
      labels: { team: 'bi', 'cost-centre': '42' },
      tasks: { a: { type: 'shell' } },
    },
    files: {},
    source: '',
    hash: '11'.repeat(32),
    author: 'admin',
    message: '',
    schedules: [],
  },
]);
const { rows: versions } = await pool.query<{ key: number; number: number }>(
  `select v.key, v.number from workflow_version v join workflow w on w.key = v.workflow_key where w.name = 'graph'`,
);
const versionKey = (number: number) => versions.find((version) => version.number === number)?.key;

/** As many ids as are asked for, oldest first. */
const ids = (count: number): string[] => Array.from({ length: count }, newRunId).sort();

const found = async (filter: Partial<RunFilter>): Promise<string[]> =>
  (await queries.runs(place, { limit: 10, ...filter })).items.map(({ id }) => id);

beforeEach(async () => {
  await pool.query('truncate run, task_run, run_history, task_history, attempt_history, alert cascade');
});

describe('runs by what no index knows', () => {
  it('finds them by what started them, open and ended ones alike', async () => {
    const [first, second, third, fourth] = ids(4) as [string, string, string, string];
    await ended('solo', first, { trigger_kind: 'backfill' });
    await ended('graph', second, { version_key: versionKey(1) });
    await openSolo(third, { trigger_kind: 'backfill' });
    await openGraphRun(fourth, 2, '{}');
    expect(await found({ triggerKinds: ['backfill'] })).toEqual([third, first]);
    expect(await found({ triggerKinds: ['backfill', 'manual'], project: 'default' })).toEqual([fourth, third, first]);
    expect(await found({ triggerKinds: ['backfill'], states: ['success'] })).toEqual([first]);
    expect(await found({ triggerKinds: ['webhook'] })).toEqual([]);
  });

  it('finds them by version and by the labels of their version', async () => {
    const [plain, labelled, open] = ids(3) as [string, string, string];
    await ended('graph', plain, { version_key: versionKey(1) });
    await ended('graph', labelled, { version_key: versionKey(2), state: 11 });
    await openGraphRun(open, 2, '{}');
    expect(await found({ workflow: 'graph', version: 1 })).toEqual([plain]);
    expect(await found({ workflow: 'graph', version: 2 })).toEqual([open, labelled]);
    expect(await found({ workflow: 'graph', version: 3 })).toEqual([]);
    expect(await found({ labels: { team: 'bi' } })).toEqual([open, labelled]);
    expect(await found({ labels: { team: null, 'cost-centre': '42' }, states: ['failed'] })).toEqual([labelled]);
    expect(await found({ labels: { team: 'ops' } })).toEqual([]);
    const { items } = await queries.runs(place, { limit: 1, workflow: 'graph', version: 2, states: ['failed'] });
    expect(items[0]?.labels).toEqual({ team: 'bi', 'cost-centre': '42' });
  });

  it('finds them by values of their params, whatever their type', async () => {
    const [text, number, open] = ids(3) as [string, string, string];
    await ended('solo', text, { params: '{"region":"eu","size":"5","deep":{"a":1}}' });
    await ended('solo', number, { params: '{"region":"eu","size":5,"full":true}' });
    await openSolo(open, { params: '{"region":"cn"}' });
    expect(await found({ input: { region: 'eu' } })).toEqual([number, text]);
    expect(await found({ input: { size: '5', full: 'true' } })).toEqual([number]);
    expect(await found({ input: { region: 'cn' } })).toEqual([open]);
    expect(await found({ input: { region: "e' or true --" } })).toEqual([]);
    expect(await found({ input: { absent: '' } })).toEqual([]);
  });

  it('finds them by their ids, within the other filters', async () => {
    const [ended1, ended2, open] = ids(3) as [string, string, string];
    await ended('solo', ended1, {});
    await ended('graph', ended2, { version_key: versionKey(1), state: 11 });
    await openSolo(open, {});
    expect(await found({ ids: [ended1, open, newRunId()] })).toEqual([open, ended1]);
    expect(await found({ ids: [ended1, ended2, open], project: 'default' })).toEqual([open, ended2, ended1]);
    expect(await found({ ids: [ended1, ended2, open], project: 'default', workflow: 'graph' })).toEqual([ended2]);
    expect(await found({ ids: [ended1, ended2, open], states: ['success'] })).toEqual([ended1]);
    expect(await found({ ids: [ended1, open], project: 'nothing' })).toEqual([]);
    expect(await found({ ids: [ended1, open], slaMissed: true })).toEqual([]);
    expect(await found({ ids: [] })).toEqual([]);
  });

  it('counts attempts beyond the first, but for those that were handed back', async () => {
    const id = newRunId();
    await ended('solo', id, { attempt_no: 4 });
    for (const [attempt_no, state] of [
      [1, 11],
      [2, 17],
      [3, 16],
    ] as const)
      await insert('attempt_history', {
        run_id: id,
        task_no: 0,
        attempt_no,
        state,
        attempt_id: newUuid(),
        fence: 1,
        ended_at: new Date(),
      });
    const { items } = await queries.runs(place, { limit: 1 });
    expect(items[0]?.retries).toBe(2);
  });
});

describe('runs by the cause that they count to', () => {
  const reason = { code: 'EXIT_CODE', params: { exitCode: 3 } } as const;
  const fail = (id: string, exitCode: number) =>
    ended('solo', id, { state: 11, attempt_no: 1, reason: { code: 'EXIT_CODE', params: { exitCode } } });

  async function cause(fingerprint: string): Promise<void> {
    const { workflow_key, project_key } = await keysOf('solo');
    const at = new Date();
    await insert('alert', {
      id: newUuid(),
      tenant_key: place.tenantKey,
      project_key,
      environment_key: place.environmentKey,
      workflow_key,
      task: 'only',
      fingerprint,
      reason,
      severity: 'warning',
      state: 'open',
      failures: 1,
      openings: 1,
      notified: 0,
      muted: 0,
      told: 'no',
      first_at: at,
      opened_at: at,
      last_at: at,
      last_run_id: newRunId(),
    });
  }

  it('tells their errors apart as the alerter does', async () => {
    const [one, other, last] = ids(3) as [string, string, string];
    await fail(one, 3);
    await fail(other, 4);
    await fail(last, 3);
    const fingerprint = causeFingerprint({ project: 'default', workflow: 'solo', task: 'only' }, reason);
    expect(await found({ fingerprint })).toEqual([]);
    await cause(fingerprint);
    expect(await found({ fingerprint: fingerprint.slice(0, 8) })).toEqual([last, one]);
    expect(await found({ fingerprint, workflow: 'graph' })).toEqual([]);
    expect(await found({ fingerprint, states: ['success'] })).toEqual([]);
    expect(await found({ fingerprint, triggerKinds: ['api'] })).toEqual([]);
  });

  it('looks at a bound of failures for a page, and its cursor goes on behind them', async () => {
    const fingerprint = causeFingerprint({ project: 'default', workflow: 'solo', task: 'only' }, reason);
    await cause(fingerprint);
    const [oldest, ...others] = ids(501) as [string, ...string[]];
    await fail(oldest, 3);
    const { version_key, workflow_key, project_key } = await keysOf('solo');
    await pool.query(
      `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at, trigger_kind, actor, params, attempt_no, reason)
       select id, $2, $3, $4, $5, $6, 11, now(), now(), 'api', 'load', '{}', 1, '{"code":"EXIT_CODE","params":{"exitCode":4}}' from unnest($1::uuid[]) id`,
      [others, version_key, workflow_key, place.tenantKey, project_key, place.environmentKey],
    );
    const first = await queries.runs(place, { limit: 10, fingerprint });
    expect(first.items).toEqual([]);
    const second = await queries.runs(place, { limit: 10, fingerprint, cursor: first.nextCursor ?? '' });
    expect(second.items.map(({ id }) => id)).toEqual([oldest]);
    expect(second.nextCursor).toBeUndefined();
  });
});

async function openGraphRun(id: string, version: number, params: string): Promise<void> {
  await openGraph(id);
  await pool.query('update run set version_key = $2, params = $3 where id = $1', [id, versionKey(version), params]);
}
