/**
 * The model is the store: the same operations, made up from a seed, on both, with the same answers to each and the same
 * rows in the end. Attempts are told apart by their number, since ids and fences are drawn.
 */
import { compilePlan, type Plan } from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStore, type TestStore } from '../../test-store.ts';
import { createChances } from '../chances.ts';
import { VERSIONS } from '../load/workflows.ts';
import { createClocks } from './clocks.testing.ts';
import { operate } from './made-up-operations.testing.ts';
import { HOUR_MS, type Known, SCOPE } from './made-up-runs.testing.ts';
import { createTransactions, engineStoreOver } from './model.ts';
import { rowsOfModel, rowsOfPostgres } from './rows-to-compare.testing.ts';
import { placeKey } from './schedules.ts';
import { createTables, type Tables } from './tables.ts';
import { createTwin } from './twin.testing.ts';

const OPERATIONS = 330;

describe('the model of the store', () => {
  let stored: TestStore;
  let versionKeys: readonly number[];
  const plans: readonly Plan[] = VERSIONS.map(({ document }) => compilePlan(document, {}));

  beforeAll(async () => {
    stored = await createTestStore();
    const keys: number[] = [];
    for (const { document } of VERSIONS) {
      await stored.store.catalog.apply(SCOPE, [
        {
          document,
          files: {},
          source: '',
          hash: newUuid().replaceAll('-', ''),
          author: 'test',
          message: '',
          schedules: [],
        },
      ]);
      const record = await stored.store.catalog.workflow(SCOPE, document.project, document.name);
      keys.push(record?.version.key as number);
    }
    versionKeys = keys;
  }, 60_000);
  afterAll(() => stored.stop());

  function newTables(): Tables {
    const uuids = createChances(1);
    const tables = createTables({ now: () => Date.now(), elapsed: () => Date.now(), newUuid: () => uuids.uuid() });
    VERSIONS.forEach((version, i) => {
      const key = versionKeys[i] ?? 0;
      tables.versions.insert(key, { ...version, key });
      tables.deployments.insert(placeKey(version.workflowKey, 1), { versionKey: key, paused: false });
    });
    return tables;
  }

  it.each([1, 2, 3, 4, 5, 6])(
    'answers as PostgreSQL and leaves the same rows: history %d',
    async (seed) => {
      const { engine, database } = stored.store;
      await database.api.query(
        'truncate run, task_run, worker_session, worker_lease, idempotency, lane restart identity',
      );
      await database.api.query('truncate run_history, task_history, attempt_history, event');
      await database.api.query(
        'truncate task_wait, wait_topic, signal, signal_taken, sla_term, limit_key, limit_slot, limit_wait',
      );
      const tables = newTables();
      const model = engineStoreOver(createTransactions(tables), async (_, run) => run(), {
        hint: async () => undefined,
        onHint: async () => async () => undefined,
      });
      const chances = createChances(seed);
      const twin = createTwin(model, engine);
      const clocks = createClocks(database.api, tables);
      const requirement = {
        queue: 'default',
        group: 'default',
        capability: 'shell',
        selector: {},
        resources: {},
      } as const;
      await twin.same('lane', (store) =>
        store.lane(requirement as never, { projectKey: 1, project: 'default', tenant: 'default' }),
      );
      const sessions: number[] = [];
      const ids: string[] = [];
      const open = (): Promise<number> => {
        const id = newUuid();
        ids.push(id);
        const session = {
          id,
          name: `w${ids.length}`,
          group: 'default',
          capabilities: ['shell'],
          labels: {},
          resources: {},
          slots: 4,
          version: '0',
          host: 'h',
          leaseMs: HOUR_MS,
        };
        return twin.same('openSession', (store) => store.openSession(session));
      };
      for (let i = 0; i < 2; i++) sessions.push(await open());
      const runs = new Map<string, Known>();
      for (let i = 0; i < OPERATIONS; i++) {
        await operate({ twin, clocks, tables, catalogue: { plans, versionKeys }, runs, sessions }, chances);
        for (const id of runs.keys()) if (!tables.runs.has(id) && !tables.tasks.get(id, 0)) runs.delete(id);
      }
      const next = await open();
      await twin.same('adoptAttempts', (store) => store.adoptAttempts(ids[1] ?? '', next));
      await twin.same('liveAttempts', (store) => store.liveAttempts(next));
      await twin.same('noteDisk', (store) => store.noteDisk(next, true));
      await twin.same('fleet', async (store) => (await store.fleet()).map(({ name, labels }) => ({ name, labels })));
      await twin.same('endSession', (store) => store.endSession(sessions[0] ?? 0));
      const reap = { marginMs: 0, leaseMs: HOUR_MS };
      const stepped = { now: 0, withinMs: HOUR_MS };
      for (const expected of [stepped, undefined])
        await twin.same('expireSessions', async (store) => (await store.expireSessions(reap, expected)).expired);
      await twin.same('orphanedAttempts', (store) => store.orphanedAttempts());
      expect(rowsOfModel(tables), `seed ${seed}`).toEqual(await rowsOfPostgres(database.api));
      // It was about something.
      expect(tables.events.rows.length).toBeGreaterThan(60);
    },
    120_000,
  );
});
