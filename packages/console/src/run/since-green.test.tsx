import type { Run, WorkflowVersion } from '@carillon/protocol';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { drawn, quietClient } from '../../test/drawn.tsx';
import { versionQuery } from '../api/queries.ts';
import { lastGreenQuery } from './last-green.ts';
import { SinceGreen } from './since-green.tsx';

// Read when modules are loaded.
vi.hoisted(() => {
  vi.stubGlobal('location', new URL('http://localhost:4400'));
  vi.stubGlobal('localStorage', { getItem: () => null });
});
afterAll(() => vi.unstubAllGlobals());

const run = (id: string, version: number, params: object): Run =>
  ({
    id,
    project: 'default',
    environment: 'dev',
    workflow: 'orders',
    version,
    params,
    createdAt: '2026-03-01T10:00:00.000Z',
  }) as unknown as Run;
const failed = run('run_2', 7, { region: 'us', limit: 5 });

/** The workflow's text at a version: the time that its task may take. */
const version = (number: number, timeout: string) =>
  ({ number, document: { tasks: { load: { type: 'shell', timeout } } } }) as unknown as WorkflowVersion;

function since(green: Run | null): Promise<string> {
  const client = quietClient();
  client.setQueryData(lastGreenQuery(failed).queryKey, green);
  client.setQueryData(versionQuery(failed, 'orders', 6).queryKey, version(6, '10m'));
  client.setQueryData(versionQuery(failed, 'orders', 7).queryKey, version(7, '30m'));
  return drawn(<SinceGreen run={failed} />, client);
}

describe('what changed since the last success', () => {
  it('is the version with what it says otherwise, and each parameter', async () => {
    const text = await since(run('run_1', 6, { region: 'cn', limit: 5 }));
    expect(text).toMatch(/Changed since the last success/);
    expect(text).toContain('version @6 → @7');
    expect(text).toMatch(/load.*10m.*30m/);
    expect(text).toContain('region: cn → us');
    expect(text).not.toContain('limit');
    expect(text).toMatch(/href="\/p\/default\/r\/run_2\/compare\?with=run_1"/);
  });

  it('is said to be nothing where nothing differs', async () => {
    expect(await since(run('run_1', 7, { limit: 5, region: 'us' }))).toContain('Same version and parameters');
  });

  it('is not known where none succeeded before', async () => {
    expect(await since(null)).toBe('');
  });
});
