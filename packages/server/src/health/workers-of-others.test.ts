import type { ServerLoad, ServerRecord } from '@carillon/core';
import { expect, it } from 'vitest';
import { workersOfOthers } from './workers-of-others.ts';

const NOW = new Date('2026-03-01T00:00:00Z');
const LONG_AGO = new Date(NOW.getTime() - 60_000);
const LOAD: ServerLoad = {
  level: 0,
  loopDelayMs: 1,
  storeMs: 1,
  statements: 1,
  cpu: 0,
  poolWaiting: 0,
  claimMs: undefined,
  latenessMs: undefined,
  rssBytes: 1,
  heapBytes: 1,
  workers: 0,
  disk: undefined,
  clockOffMs: 0,
};

const server = (id: string, more: Partial<ServerRecord> = {}): ServerRecord => ({
  id,
  host: id,
  pid: 1,
  version: '0.1.0',
  roles: ['api', 'scheduler', 'alerter'],
  masterKeys: [],
  startedAt: LONG_AGO,
  seenAt: NOW,
  stoppedAt: undefined,
  load: { ...LOAD, workers: 3 },
  ...more,
});

it('counts those of servers that are there and take workers, but not its own', () => {
  const servers = [
    server('own'),
    server('busy'),
    server('new', { load: LOAD }),
    server('api alone', { roles: ['api'] }),
    server('stopped', { stoppedAt: NOW }),
    server('silent', { seenAt: LONG_AGO }),
    server('just begun', { load: undefined }),
  ];
  expect(workersOfOthers('own', { now: NOW, servers })).toEqual([3, 0]);
});
