import { createLogger } from '@carillon/runtime';
import { expect, it } from 'vitest';
import { testWorker } from '../placement.testing.ts';
import { createSessions, type ConnectedWorker } from '../sessions.ts';
import { createReconciler } from './reconciler.ts';

const worker = (): ConnectedWorker => testWorker({ id: 'w', name: 'w', credit: 1, slots: 1, places: 1 });

const attempt = { attemptId: 'a', sessionKey: 1, versionKey: 1, runId: 'r', taskNo: 0 };

function reconcilerOf(connected: ConnectedWorker) {
  const sessions = createSessions(1_000);
  sessions.add(connected);
  const done: string[] = [];
  const loop = createReconciler({
    store: { longLive: async () => [attempt] as never },
    sessions,
    assigner: { send: async () => void done.push('sent') },
    reports: { attemptEnded: async ({ how }: { how: string }) => void done.push(how) } as never,
    versions: { get: async () => ({}) as never, peek: () => undefined },
    fullListMs: 1_000,
    onHealed: () => undefined,
    log: createLogger({ name: 'reconciler', level: 'silent' }),
  });
  return { loop, done };
}

it('sends an attempt again that two full lists lack, and takes it for lost after four', async () => {
  const connected = worker();
  const { loop, done } = reconcilerOf(connected);
  const seen: string[][] = [];
  for (let list = 1; list <= 4; list++) {
    connected.held = new Set();
    await loop.runOnce();
    await loop.runOnce(); // The same list says nothing new.
    seen.push([...done]);
  }
  expect(seen).toEqual([[], ['sent'], ['sent', 'sent'], ['sent', 'sent', 'lost']]);
});

it('leaves an attempt alone that the worker holds, or whose worker has told nothing yet', async () => {
  const connected = worker();
  const { loop, done } = reconcilerOf(connected);
  await loop.runOnce();
  connected.held = new Set();
  await loop.runOnce();
  connected.held = new Set(['a']);
  await loop.runOnce();
  connected.held = new Set();
  await loop.runOnce();
  expect(done).toEqual([]);
});

it('tells a worker to drop what two full lists name and nobody leased to it', async () => {
  const told: string[] = [];
  const connected: ConnectedWorker = {
    ...worker(),
    attempts: new Map([['new', 1]]),
    send: ({ body }) => {
      if (body?.$case === 'stale') told.push(...body.value.attemptIds);
    },
  };
  const { loop } = reconcilerOf(connected);
  connected.held = new Set(['a', 'new', 'ended', 'stranger']);
  await loop.runOnce();
  await loop.runOnce();
  expect(told).toEqual([]);
  connected.held = new Set(['a', 'new', 'stranger']);
  await loop.runOnce();
  expect(told).toEqual(['stranger']);
});
