/** A worker by hand: says hello, takes assignments, and reports only when a test says so. */
import { once } from 'node:events';
import {
  type Assignment,
  GatewayClient,
  Outcome,
  type Result,
  type ServerMessage,
  type WorkerMessage,
} from '@carillon/protocol/grpc';
import { credentials, Metadata } from '@grpc/grpc-js';

const BEAT_MS = 100;

export interface RawWorker {
  readonly sessionId: string;
  /** Attempts that its session began with. */
  readonly kept: readonly string[];
  /** The first assignment. */
  readonly assignment: Promise<Assignment>;
  /** All of them so far. */
  assignments(): readonly Assignment[];
  /** Attempt ids of the first stale message. */
  readonly stale: Promise<readonly string[]>;
  started(assignment: Assignment): void;
  /** A success, unless it says otherwise. */
  report(assignment: Assignment, more?: Partial<Result>): void;
  /** Says that it wants no more work. */
  drain(): void;
  /** Gives an attempt back that it has not started, as a draining worker does. */
  handBack(assignment: Assignment): void;
  /** Resolves when so many messages of results are acknowledged. */
  acknowledged(messages: number): Promise<void>;
  staleSeen(): boolean;
  /** The server has ended its stream. */
  readonly dismissed: Promise<void>;
  /** Stops beating, as a frozen process does; its stream stays open. */
  freeze(): void;
  close(): void;
}

export interface RawWorkerOptions {
  /** To be resumed. */
  readonly sessionId?: string;
  /** That session is of an earlier life. */
  readonly restarted?: boolean;
  readonly name?: string;
  readonly group?: string;
  readonly slots?: number;
  readonly labels?: Readonly<Record<string, string>>;
  /** cpu in thousandths, bytes of memory. */
  readonly resources?: Readonly<Record<string, number>>;
}

export async function connectRawWorker(
  port: number,
  capabilities: readonly string[],
  {
    sessionId = '',
    restarted = false,
    name = 'raw',
    group = 'default',
    slots = 4,
    labels = {},
    resources = {},
  }: RawWorkerOptions = {},
): Promise<RawWorker> {
  const client = new GatewayClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('authorization', 'Bearer test');
  const stream = client.session(metadata);
  // The server may end the stream while a test still holds it.
  stream.on('error', () => undefined);
  const send = (body: NonNullable<WorkerMessage['body']>): void => void stream.write({ body });
  const received: ServerMessage[] = [];
  const awaited = <T>(pick: (message: ServerMessage) => T | undefined): Promise<T> => {
    for (const message of received) {
      const value = pick(message);
      if (value !== undefined) return Promise.resolve(value);
    }
    return new Promise((resolve) => {
      stream.on('data', (message: ServerMessage) => {
        const value = pick(message);
        if (value !== undefined) resolve(value);
      });
    });
  };
  stream.on('data', (message: ServerMessage) => received.push(message));
  send({
    $case: 'hello',
    value: {
      protocolMin: 1,
      protocolMax: 1,
      sessionId,
      name,
      group,
      capabilities: [...capabilities],
      labels: { ...labels },
      resources: { ...resources },
      slots,
      prefetch: 0,
      version: '0',
      host: 'test',
      restarted,
    },
  });
  const welcome = await awaited(({ body }) => (body?.$case === 'welcome' ? body.value : undefined));
  send({ $case: 'room', value: { credits: slots } });
  let beats = 0n;
  let draining = false;
  const beat = (): void => {
    beats += 1n;
    send({ $case: 'heartbeat', value: { seq: beats, busy: 0, full: false, live: [], draining, diskFull: false } });
  };
  const beating = setInterval(beat, BEAT_MS);
  let seq = 0n;
  const acks = (): number => received.filter(({ body }) => body?.$case === 'resultsAck').length;
  return {
    sessionId: welcome.sessionId,
    kept: welcome.kept,
    assignment: awaited(({ body }) => (body?.$case === 'assign' ? body.value.assignments[0] : undefined)),
    assignments: () => received.flatMap(({ body }) => (body?.$case === 'assign' ? body.value.assignments : [])),
    stale: awaited(({ body }) => (body?.$case === 'stale' ? body.value.attemptIds : undefined)),
    dismissed: new Promise((resolve) => void stream.once('end', resolve).once('error', resolve)),
    staleSeen: () => received.some(({ body }) => body?.$case === 'stale'),
    report({ runId, taskNo, attemptId, fence, versionKey }, more = {}) {
      seq += 1n;
      const result = {
        runId,
        taskNo,
        attemptId,
        fence,
        versionKey,
        outcome: Outcome.OUTCOME_SUCCESS,
        startedAtMs: 1,
        exitCode: -1,
        reason: '',
        output: '{"by":"raw"}',
        retryable: false,
        ...more,
      };
      send({ $case: 'results', value: { seq, results: [result] } });
    },
    drain() {
      draining = true;
      beat();
    },
    started: ({ runId, taskNo, attemptId, fence }) =>
      send({
        $case: 'started',
        value: { attempts: [{ runId, taskNo, attemptId, fence, startedAtMs: Date.now(), task: '' }] },
      }),
    handBack: ({ attemptId, fence }) =>
      send({ $case: 'handback', value: { attempts: [{ attemptId, fence }], draining: true } }),
    async acknowledged(messages) {
      while (acks() < messages) await once(stream, 'data');
    },
    freeze: () => clearInterval(beating),
    close() {
      clearInterval(beating);
      stream.cancel();
      client.close();
    },
  };
}
