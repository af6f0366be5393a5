import { EventEmitter } from 'node:events';
import type { ServerMessage } from '@carillon/protocol/grpc';
import { createLogger } from '@carillon/runtime';
import { describe, expect, it, vi } from 'vitest';
import { testPlacement } from '../placement.testing.ts';
import type { ConnectedWorker } from '../sessions.ts';
import { DEFAULT_LEASE, serveSession, type StreamParts } from './session-stream.ts';

type Stream = Parameters<typeof serveSession>[0];

/** A gateway whose store knows one session, which may be resumed. */
function gateway() {
  const endSession = vi.fn<StreamParts['store']['endSession']>(async () => undefined);
  const roomFreed = vi.fn<StreamParts['dispatcher']['roomFreed']>();
  const parts = {
    store: {
      openSession: async () => 7,
      resumeSession: async () => ({ key: 7 }),
      liveAttempts: async () => [],
      appendLogs: async () => undefined,
      endSession,
    },
    ...testPlacement([], []),
    dispatcher: { roomFreed },
    heartbeats: { beat: () => undefined },
    lease: DEFAULT_LEASE,
    log: createLogger({ name: 'gateway', level: 'silent' }),
  } as unknown as StreamParts;

  /** A stream whose worker has been greeted and drains. */
  async function connect(sessionId = ''): Promise<EventEmitter> {
    const stream = new EventEmitter();
    const welcomed = new Promise<void>((resolve) => {
      const write = ({ body }: ServerMessage): void => {
        if (body?.$case === 'welcome') resolve();
      };
      Object.assign(stream, { write, end: () => undefined });
    });
    serveSession(stream as unknown as Stream, parts);
    const say = (body: unknown): boolean => stream.emit('data', { body });
    const hello = { protocolMin: 1, protocolMax: 1, sessionId, name: 'w', group: 'default', capabilities: [] };
    say({
      $case: 'hello',
      value: { ...hello, labels: {}, resources: {}, slots: 1, prefetch: 0, version: '0', host: 'h' },
    });
    await welcomed;
    say({ $case: 'heartbeat', value: { seq: 1n, busy: 0, full: false, live: [], draining: true, diskFull: false } });
    return stream;
  }
  return { connect, endSession, roomFreed, sessions: parts.sessions };
}

describe('the end of a draining worker’s stream', () => {
  it('ends its session', async () => {
    const { connect, endSession } = gateway();
    (await connect()).emit('end');
    expect(endSession.mock.calls).toEqual([[7]]);
  });

  it('does not end a session that a newer stream has resumed, until that one ends', async () => {
    const { connect, endSession } = gateway();
    const older = await connect();
    const newer = await connect('s');
    older.emit('end');
    expect(endSession).not.toHaveBeenCalled();
    newer.emit('end');
    expect(endSession.mock.calls).toEqual([[7]]);
  });
});

it('counts as backed up while 4 MiB wait for its stream, and then asks for work again', async () => {
  const { connect, roomFreed, sessions } = gateway();
  const stream = await connect();
  const [worker] = [...sessions.all()] as [ConnectedWorker];
  let isTaking = false;
  Object.assign(stream, { write: () => isTaking });
  const nothing: ServerMessage = { body: { $case: 'assign', value: { definitions: [], assignments: [] } } };
  for (let sent = 0; sent < 6; sent++) worker.send(nothing, 2 ** 20);
  expect(worker.isBackedUp).toBe(true);
  isTaking = true;
  stream.emit('drain');
  expect([worker.isBackedUp, roomFreed.mock.calls]).toEqual([false, [[worker]]]);
});
