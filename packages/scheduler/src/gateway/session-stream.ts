/**
 * One worker's stream: hello, then batches both ways. The stream owns no work: when it breaks the session
 * lives on in the store until its lease ends, and a stream that resumes it is sent all live attempts again.
 */
import { type EngineStore, isDiskFull, type LiveAttempt, NO_RESOURCES, ownLabels, withDisk } from '@carillon/core';
import {
  type Hello,
  type Logs,
  PROTOCOL_MAX,
  PROTOCOL_MIN,
  type ServerMessage,
  type WorkerMessage,
} from '@carillon/protocol/grpc';
import { host, type Logger, newUuid } from '@carillon/runtime';
import type { Dispatcher } from '../dispatcher.ts';
import type { QueueBoard } from '../queues/queue-board.ts';
import type { Room } from '../queues/room.ts';
import type { Versions } from '../runs/versions.ts';
import type { ConnectedWorker, Sessions } from '../sessions.ts';
import type { Assigner } from './assignments.ts';
import type { Heartbeats } from './heartbeats.ts';
import { createOutgoing } from './outgoing.ts';
import type { Reports } from './reports.ts';
import { onceStoreAnswers, storeAwayEvery } from './store-away.ts';
import type { Stopper } from './stops.ts';

const LOGS_PATIENCE_MS = 250;

/** What a worker is told of its lease. */
export interface LeaseTimes {
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** Without an acknowledged beat for so long the worker ends its attempts: first politely … */
  readonly selfStopTermMs: number;
  /** … then for good, before the lease ends and they are given away. */
  readonly selfStopKillMs: number;
}

/** GUARANTEES 16. */
export const DEFAULT_LEASE: LeaseTimes = {
  leaseMs: 14_000,
  heartbeatMs: 3_000,
  selfStopTermMs: 9_000,
  selfStopKillMs: 12_000,
};

export interface StreamParts {
  readonly store: Pick<
    EngineStore,
    'openSession' | 'resumeSession' | 'adoptAttempts' | 'liveAttempts' | 'appendLogs' | 'endSession' | 'noteDisk'
  >;
  readonly sessions: Sessions;
  readonly board: Pick<QueueBoard, 'count'>;
  readonly room: Room;
  readonly dispatcher: Dispatcher;
  readonly assigner: Assigner;
  readonly reports: Reports;
  readonly heartbeats: Heartbeats;
  readonly stopper: Stopper;
  readonly versions: Versions;
  readonly lease: LeaseTimes;
  readonly log: Logger;
}

/** The server's end of a worker's stream, as far as a session needs one. */
export interface SessionStream {
  write(message: ServerMessage): unknown;
  end(): unknown;
  on(event: 'data', listener: (message: WorkerMessage) => void): unknown;
  on(event: 'error' | 'cancelled' | 'end' | 'drain', listener: () => void): unknown;
}

export function serveSession(stream: SessionStream, parts: StreamParts): void {
  const { sessions, board, room, dispatcher, assigner, reports, heartbeats, stopper, versions, lease, log } = parts;
  let worker: ConnectedWorker | undefined;
  let closed = false;
  const storingLogs = new Set<Promise<void>>();
  /** What was said before a result is stored before it, as far as that takes no time: results never wait for long. */
  const logsStored = (): Promise<unknown> =>
    Promise.race([
      Promise.allSettled(storingLogs),
      new Promise<void>((resolve) => void host.after(LOGS_PATIENCE_MS, resolve, { background: true })),
    ]);
  /** Messages are taken in the order they came, although greeting a worker waits for the store. */
  let greeting: Promise<void> | undefined;

  const outgoing = createOutgoing({
    write: (message) => stream.write(message),
    onRoom: () => worker && dispatcher.roomFreed(worker),
  });
  const send = (message: ServerMessage, bytes?: number): void => {
    if (!closed) outgoing.send(message, bytes);
  };
  const close = (): void => {
    if (closed) return;
    closed = true;
    if (worker) {
      sessions.remove(worker);
      room.drop(worker);
      board.count();
    }
    stream.end();
  };
  const refuse = (code: string, detail: string): void => {
    send({ body: { $case: 'refused', value: { code, detail } } });
    close();
  };

  const waiting = { everyMs: storeAwayEvery(lease), isOpen: () => !closed && !worker, tell: send };
  const greet = async (hello: Hello): Promise<void> => {
    const protocol = Math.min(hello.protocolMax, PROTOCOL_MAX);
    if (protocol < Math.max(hello.protocolMin, PROTOCOL_MIN)) {
      refuse(
        'WORKER_PROTOCOL',
        `this server speaks gateway protocol ${PROTOCOL_MIN}–${PROTOCOL_MAX}; upgrade the worker`,
      );
      return;
    }
    const { sessionId, restarted } = hello;
    const resumed = sessionId && !restarted ? await parts.store.resumeSession(sessionId, lease.leaseMs) : undefined;
    const id = resumed ? sessionId : newUuid();
    const key = resumed?.key ?? (await parts.store.openSession({ ...hello, id, leaseMs: lease.leaseMs }));
    if (sessionId && !resumed) await parts.store.adoptAttempts(sessionId, key);
    const live = sessionId ? await parts.store.liveAttempts(key) : [];
    worker = {
      key,
      id,
      name: hello.name,
      group: hello.group,
      capabilities: new Set(hello.capabilities),
      labels: ownLabels(hello, hello.labels),
      resources: hello.resources,
      used: NO_RESOURCES,
      running: new Map(),
      attempts: new Map(),
      credit: 0,
      slots: hello.slots,
      places: 0,
      draining: false,
      isHeld: false,
      beatenAt: host.monotonic(),
      held: undefined,
      busy: 0,
      definitions: new Map(),
      get isBackedUp() {
        return outgoing.isFull;
      },
      send,
      close,
    };
    await room.resume(worker, live);
    if (closed) {
      room.drop(worker);
      return;
    }
    sessions.add(worker);
    board.count();
    send({
      body: {
        $case: 'welcome',
        value: {
          protocol,
          sessionId: id,
          fresh: sessionId !== '' && !resumed,
          kept: live.map(({ attemptId }) => attemptId),
          ...lease,
        },
      },
    });
    if (live.length > 0) await resendLive(worker, live);
    log.info(
      { worker: hello.name, host: hello.host, resumed: resumed !== undefined, live: live.length },
      'worker connected',
    );
  };

  const resendLive = async (to: ConnectedWorker, live: readonly LiveAttempt[]): Promise<void> => {
    await assigner.send(to, live, true);
    stopper.tell(
      live.flatMap(({ attemptId, stopReason }) =>
        stopReason ? [{ sessionKey: to.key, attemptId, reason: stopReason }] : [],
      ),
    );
  };

  /** Rare, and then kept where every node and an explanation finds it. */
  const noteDisk = (of: ConnectedWorker, isFull: boolean): void => {
    if (isDiskFull(of) === isFull) return;
    of.labels = withDisk(of.labels, isFull);
    board.count();
    parts.store
      .noteDisk(of.key, isFull)
      .catch((error: unknown) => log.warn({ err: error, worker: of.name }, 'that its disk is full could not be kept'));
    if (!isFull) dispatcher.roomFreed(of);
  };

  const storeLogs = async (logs: Logs): Promise<void> => {
    const records = logs.chunks.map((chunk) => ({ ...chunk, firstByte: Number(chunk.firstByte) }));
    const stored = parts.store.appendLogs(records);
    storingLogs.add(stored);
    try {
      await stored;
    } finally {
      storingLogs.delete(stored);
    }
    send({ body: { $case: 'logsAck', value: { seq: logs.seq } } });
  };

  const take = async (from: ConnectedWorker, body: NonNullable<WorkerMessage['body']>): Promise<void> => {
    switch (body.$case) {
      case 'hello':
        refuse('WORKER_PROTOCOL', 'hello was sent twice');
        return;
      case 'room':
        from.credit += body.value.credits;
        from.places += body.value.credits;
        dispatcher.roomFreed(from);
        return;
      case 'heartbeat':
        from.busy = body.value.busy;
        from.beatenAt = host.monotonic();
        if (body.value.full) {
          from.held = new Set(body.value.live.map(({ attemptId }) => attemptId));
          room.compare(from, from.held);
        }
        from.draining = body.value.draining;
        noteDisk(from, body.value.diskFull);
        heartbeats.beat(from, body.value.seq, close);
        return;
      case 'results': {
        const { seq, results } = body.value;
        from.credit += results.length;
        room.freed(from, results);
        if (storingLogs.size > 0) await logsStored();
        if (closed) return;
        const taken = reports.results(
          from,
          results,
          () => send({ body: { $case: 'resultsAck', value: { seq } } }),
          close,
        );
        dispatcher.roomFreed(from);
        await taken;
        return;
      }
      case 'started':
        await reports.started(body.value.attempts, (attempt) => attempt.task);
        return;
      case 'logs':
        await storeLogs(body.value);
        return;
      case 'handback': {
        // Its beat may be behind: without this, what a draining worker gives back could be sent to it again.
        from.draining ||= body.value.draining;
        from.places -= body.value.attempts.length;
        room.freed(from, body.value.attempts);
        const live = new Map((await parts.store.liveAttempts(from.key)).map((attempt) => [attempt.attemptId, attempt]));
        for (const { attemptId, fence } of body.value.attempts) {
          const attempt = live.get(attemptId);
          if (!attempt || attempt.fence !== Number(fence)) continue;
          const version = await versions.get(attempt.versionKey);
          await reports.attemptEnded({
            ...attempt,
            sessionKey: from.key,
            version,
            how: 'returned',
            reason: undefined,
            retryable: true,
            settle: () => undefined,
            fail: close,
          });
        }
        return;
      }
    }
  };

  stream.on('data', (message: WorkerMessage) => {
    const { body } = message;
    if (!body || closed) return;
    const failed = (error: unknown): void => {
      log.warn(
        { err: error, worker: worker?.name, message: body.$case },
        'a worker’s message could not be taken; closing its stream',
      );
      close();
    };
    if (!greeting) {
      if (body.$case !== 'hello') refuse('WORKER_PROTOCOL', 'the first message must be hello');
      else greeting = onceStoreAnswers(() => greet(body.value), waiting).catch(failed);
    } else if (worker) {
      take(worker, body).catch(failed);
    } else {
      void greeting.then(() => (worker ? take(worker, body) : undefined)).catch(failed);
    }
  });
  stream.on('drain', () => outgoing.drained());
  stream.on('error', close);
  stream.on('cancelled', close);
  stream.on('end', () => {
    const leaving = worker;
    close();
    // A newer stream of the same session may be there already; then nobody has left.
    if (leaving?.draining && !sessions.byKey(leaving.key))
      parts.store
        .endSession(leaving.key)
        .catch((error: unknown) => log.warn({ err: error }, 'the lease of a worker that left runs out by itself'));
  });
}
