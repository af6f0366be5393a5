import type { Run } from '@carillon/protocol';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { drawn, quietClient } from '../../test/drawn.tsx';
import { workflowStatsQuery } from '../api/queries.ts';
import { RunHeader } from './run-header.tsx';

// Read when modules are loaded.
vi.hoisted(() => {
  vi.stubGlobal('location', new URL('http://localhost:4400'));
  vi.stubGlobal('localStorage', { getItem: () => null });
});
afterAll(() => vi.unstubAllGlobals());

const allowed = { allowed: true };
const run = {
  id: 'run_1',
  project: 'default',
  environment: 'dev',
  workflow: 'orders',
  version: 7,
  state: 'success',
  trigger: { kind: 'manual', actor: 'ann' },
  createdAt: '2026-03-01T10:00:00.000Z',
  startedAt: '2026-03-01T10:00:00.000Z',
  endedAt: '2026-03-01T10:01:00.000Z',
  params: {},
  actions: { stop: allowed, pause: allowed, resume: allowed, rerun: allowed, clear: allowed, mark: allowed },
} as unknown as Run;

describe('the head of a run', () => {
  it('leads from the version to what it changed', async () => {
    expect(await drawn(<RunHeader run={run} tasks={[]} />)).toMatch(
      /<a[^>]*href="\/p\/default\/w\/orders\?tab=versions&amp;version=7"[^>]*>@7</,
    );
  });

  it('says how long runs of its workflow take', async () => {
    const client = quietClient();
    const place = { project: 'default', environment: 'dev' };
    client.setQueryData(workflowStatsQuery(place, 'orders').queryKey, {
      ended: 20,
      success: 20,
      p50Ms: 62_000,
      p95Ms: 90_000,
    });
    expect(await drawn(<RunHeader run={run} tasks={[]} />, client)).toMatch(/p50 1 ?m(in)? 2 ?s · p95 1 ?m(in)? 30 ?s/);
  });
});
