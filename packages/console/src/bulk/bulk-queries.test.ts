import type { BulkPlan, Plan } from '@carillon/protocol';
import { afterAll, expect, it, vi } from 'vitest';
import { isAwaited } from './bulk-queries.ts';

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
