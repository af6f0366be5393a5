/** The other half of what core's explain-run.test.ts shows: dispatch goes wrong with the same predicates. */
import { ANY_WORKER, DISK_FULL, DISK_LABEL } from '@carillon/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type * as Verdict from '../../core/src/placement/verdict.ts';
import { testLane, testWorker } from './placement.testing.ts';
import type { ConnectedWorker } from './sessions.ts';

const LANE = testLane({ resources: { cpu: 1_000 }, selector: { ...ANY_WORKER, labels: { zone: 'a' } } });
const FITTING = { labels: { zone: 'a' }, resources: { cpu: 1_000 } };
const VERDICT = '../../core/src/placement/verdict.ts';

const UNFIT: readonly (readonly [string, Partial<ConnectedWorker>])[] = [
  ['of another group', { group: 'elsewhere' }],
  ['that lacks it', { capabilities: new Set(['http']) }],
  ['that drains', { draining: true }],
  ['whose disk is full', { labels: { ...FITTING.labels, [DISK_LABEL]: DISK_FULL } }],
  ['that is silent', { beatenAt: performance.now() - 120_000 }],
  ['that is full', { credit: 0 }],
  ['without the label', { labels: { zone: 'b' } }],
  ['without the cores', { resources: { cpu: 500 } }],
  ['whose cores are in use', { used: { cpu: 1 } }],
];

describe('a worker', () => {
  afterEach(() => {
    vi.doUnmock(VERDICT);
    vi.resetModules();
  });

  const picked = async (more: Partial<ConnectedWorker>): Promise<boolean> => {
    const { createSessions } = await import('./sessions.ts');
    const sessions = createSessions(60_000);
    sessions.add(testWorker({ ...FITTING, ...more }));
    return sessions.pick(LANE) !== undefined;
  };

  it('that fits is picked', async () => {
    expect(await picked({})).toBe(true);
  });

  it('that reads slower than it is written to is not picked', async () => {
    expect(await picked({ isBackedUp: true })).toBe(false);
  });

  it.each(UNFIT)('%s is not picked, unless the verdict is taken away', async (_what, more) => {
    expect(await picked(more)).toBe(false);
    vi.resetModules();
    vi.doMock(VERDICT, async (original) => ({ ...(await original<typeof Verdict>()), verdictOn: () => 'fits' }));
    expect(await picked(more)).toBe(true);
  });
});
