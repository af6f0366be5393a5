import type { BulkItem, BulkPlan, Plan } from '@carillon/protocol';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterAll, expect, it, vi } from 'vitest';
import { bulkItemsQuery, isAwaited } from './bulk-queries.ts';

// Read when modules are loaded.
vi.hoisted(() => vi.stubGlobal('location', new URL('http://localhost:4400')));
afterAll(() => vi.unstubAllGlobals());

it('asks for a plan again until it was carried out or has run out', () => {
  const expiresAt = '2026-11-21T05:00:00.000Z';
  const plan = { planKind: 'backfill', expiresAt } as Plan;
  const after = (seconds: number) => Date.parse(expiresAt) + seconds * 1_000;
  expect([-60, 5, 60].map((seconds) => isAwaited(plan, after(seconds)))).toEqual([true, true, false]);
  expect(isAwaited({ ...plan, appliedAt: '2026-11-21T04:00:00.000Z' }, after(-60))).toBe(false);
  expect(isAwaited({ planKind: 'bulk_runs', expiresAt } as BulkPlan, after(-60))).toBe(false);
});

it('asks for rows anew where they are shown after the end of a command, however fresh what was read before is', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000, retry: false } } });
  const answer = { items: [{ state: 'done' } as BulkItem], nextCursor: null };
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(answer)));
  const query = bulkItemsQuery('plan_1', 0, false);
  client.setQueryData(query.queryKey, { items: [{ state: 'planned' } as BulkItem] });
  const observer = new QueryObserver(client, query);
  const end = observer.subscribe(() => undefined);
  await vi.waitFor(() => expect(observer.getCurrentResult().data?.items).toEqual(answer.items));
  end();
  client.clear();
});
