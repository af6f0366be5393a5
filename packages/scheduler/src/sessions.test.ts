/** The other half of what core's explain-run.test.ts shows: dispatch goes wrong with the same predicates. */
import type { LaneRecord } from '@carillon/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type * as Verdict from '../../core/src/placement/verdict.ts';
import type { ConnectedWorker } from './sessions.ts';

const LANE: LaneRecord = { key: 1, queue: 'default', group: 'default', capability: 'shell' };
const VERDICT = '../../core/src/placement/verdict.ts';

const worker = (more: Partial<ConnectedWorker>): ConnectedWorker => ({
  key: 1,
  id: 'a',
  name: 'a',
  group: 'default',
  capabilities: new Set(['shell']),
  credit: 4,
  slots: 4,
  places: 4,
  draining: false,
  beatenAt: performance.now(),
  held: undefined,
  busy: 0,
  definitions: new Map(),
  send: () => undefined,
  close: () => undefined,
  ...more,
});

const UNFIT: readonly (readonly [string, Partial<ConnectedWorker>])[] = [
  ['of another group', { group: 'elsewhere' }],
  ['that lacks it', { capabilities: new Set(['http']) }],
  ['that drains', { draining: true }],
  ['that is silent', { beatenAt: performance.now() - 120_000 }],
  ['that is full', { credit: 0 }],
];

describe('a worker', () => {
  afterEach(() => {
    vi.doUnmock(VERDICT);
    vi.resetModules();
  });

  const picked = async (more: Partial<ConnectedWorker>): Promise<boolean> => {
    const { createSessions } = await import('./sessions.ts');
    const sessions = createSessions(60_000);
    sessions.add(worker(more));
    return sessions.pick(LANE) !== undefined;
  };

  it('that fits is picked', async () => {
    expect(await picked({})).toBe(true);
  });

  it.each(UNFIT)('%s is not picked, unless the verdict is taken away', async (_what, more) => {
    expect(await picked(more)).toBe(false);
    vi.resetModules();
    vi.doMock(VERDICT, async (original) => ({ ...(await original<typeof Verdict>()), verdictOn: () => 'fits' }));
    expect(await picked(more)).toBe(true);
  });
});
