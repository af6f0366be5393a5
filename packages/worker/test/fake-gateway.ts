/** A gateway that says only what a test tells it to, over real gRPC on loopback. */
import { createHash } from 'node:crypto';
import { Metadata, Server, ServerCredentials, type ServerDuplexStream, status } from '@grpc/grpc-js';
import {
  type ArtifactHead,
  type Assignment,
  type GatewayServer,
  GatewayService,
  type Hello,
  type ServerMessage,
  type Welcome,
  type WorkerMessage,
} from '@carillon/protocol/grpc';

type ClientBody = NonNullable<WorkerMessage['body']>;
type ServerBody = NonNullable<ServerMessage['body']>;
type Case = ClientBody['$case'];
type ValueOf<C extends Case> = Extract<ClientBody, { $case: C }>['value'];

export interface FakeSession {
  readonly hello: Hello;
  readonly token: string | undefined;
  welcome(overrides?: Partial<Welcome>): void;
  send(body: ServerBody): void;
  /** The next message of this kind that no one has taken yet. */
  next<C extends Case>(kind: C): Promise<ValueOf<C>>;
  /** Messages of this kind that have arrived and were not taken. */
  arrived<C extends Case>(kind: C): ValueOf<C>[];
  /** Sees every message as it comes. */
  onMessage(listener: (body: ClientBody) => void): void;
  readonly closed: Promise<void>;
  /** Ends the stream without a word. */
  cut(): void;
  /** Acknowledges every result and log batch that came and that will come. */
  acknowledgeAll(): void;
}

export interface FakeGateway {
  readonly address: string;
  readonly artifacts: Map<string, { head: ArtifactHead; body: Buffer }>;
  nextSession(): Promise<FakeSession>;
  /** The next session, welcomed. */
  welcomed(overrides?: Partial<Welcome>): Promise<FakeSession>;
  /** Lets a worker that says goodbye go at once. */
  acknowledgeAll(): void;
  stop(): void;
}

export async function startFakeGateway(): Promise<FakeGateway> {
  const sessions = createQueue<FakeSession>();
  const artifacts = new Map<string, { head: ArtifactHead; body: Buffer }>();
  const all: FakeSession[] = [];
  const server = new Server({ 'grpc.max_receive_message_length': 4 * 2 ** 20 });
  const service: GatewayServer = {
    session: (call) =>
      openSession(call, (session) => {
        all.push(session);
        sessions.put(session);
      }),
    putArtifact(call, reply) {
      let head: ArtifactHead | undefined;
      const parts: Buffer[] = [];
      call.on(
        'data',
        ({ part }: { part?: { $case: 'head'; value: ArtifactHead } | { $case: 'body'; value: Buffer } }) => {
          if (part?.$case === 'head') head = part.value;
          else if (part) parts.push(part.value);
        },
      );
      call.on('end', () => {
        const body = Buffer.concat(parts);
        artifacts.set((head as ArtifactHead).name, { head: head as ArtifactHead, body });
        reply(null, { sha256: createHash('sha256').update(body).digest('hex') });
      });
    },
    getArtifact(call) {
      const { task, name } = call.request;
      const stored = artifacts.get(`${task}/${name}`);
      if (!stored)
        return void call.emit('error', {
          code: status.NOT_FOUND,
          details: `no artifact ${task}/${name}`,
          metadata: new Metadata(),
        });
      for (let at = 0; at < stored.body.length; at += 65_536)
        call.write({ part: { $case: 'body', value: stored.body.subarray(at, at + 65_536) } });
      call.end();
    },
  };
  server.addService(GatewayService, service);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    artifacts,
    nextSession: sessions.take,
    async welcomed(overrides) {
      const session = await sessions.take();
      session.welcome(overrides);
      return session;
    },
    acknowledgeAll() {
      for (const session of all) session.acknowledgeAll();
    },
    stop: () => server.forceShutdown(),
  };
}

function openSession(
  call: ServerDuplexStream<WorkerMessage, ServerMessage>,
  opened: (session: FakeSession) => void,
): void {
  const waiting: ClientBody[] = [];
  const takers: { kind: Case; resolve(value: never): void }[] = [];
  const listeners: ((body: ClientBody) => void)[] = [];
  const unacknowledged: ServerBody[] = [];
  let generous = false;
  let closed: () => void = () => undefined;
  const send = (body: ServerBody): void => void call.write({ body });

  call.on('data', ({ body }: WorkerMessage) => {
    if (!body) return;
    if (body.$case === 'hello') {
      opened({
        hello: body.value,
        token: call.metadata.get('authorization')[0]?.toString(),
        send,
        welcome: (overrides) => send({ $case: 'welcome', value: { ...WELCOME, ...overrides } }),
        next: (kind) => {
          const at = waiting.findIndex((message) => message.$case === kind);
          if (at >= 0) return Promise.resolve(waiting.splice(at, 1)[0]?.value as never);
          return new Promise((resolve) => void takers.push({ kind, resolve }));
        },
        arrived: (kind) => waiting.filter((message) => message.$case === kind).map((message) => message.value as never),
        acknowledgeAll: () => {
          generous = true;
          for (const answer of unacknowledged.splice(0)) send(answer);
        },
        onMessage: (listener) => void listeners.push(listener),
        closed: new Promise((resolve) => void (closed = resolve)),
        cut: () => void call.emit('error', { code: status.UNAVAILABLE, details: 'gone', metadata: new Metadata() }),
      });
      return;
    }
    for (const listener of listeners) listener(body);
    const answer = answerTo(body);
    if (answer && generous) send(answer);
    else if (answer) unacknowledged.push(answer);
    const at = takers.findIndex(({ kind }) => kind === body.$case);
    if (at >= 0) takers.splice(at, 1)[0]?.resolve(body.value as never);
    else if (listeners.length === 0) waiting.push(body);
  });
  call.on('error', () => closed());
  call.on('end', () => {
    closed();
    call.end();
  });
  call.on('cancelled', () => closed());
}

function answerTo(body: ClientBody): ServerBody | undefined {
  if (body.$case === 'results') return { $case: 'resultsAck', value: { seq: body.value.seq } };
  if (body.$case === 'logs') return { $case: 'logsAck', value: { seq: body.value.seq } };
  return undefined;
}

const WELCOME: Welcome = {
  protocol: 1,
  sessionId: 'session-1',
  leaseMs: 14_000,
  heartbeatMs: 3_000,
  selfStopTermMs: 9_000,
  selfStopKillMs: 12_000,
  fresh: true,
  kept: [],
};

let attemptNo = 0;

export function assignment(overrides: Partial<Assignment> = {}): Assignment {
  const number = ++attemptNo;
  return {
    definitionId: 1,
    runId: '01890000-0000-7000-8000-000000000000',
    taskNo: 0,
    attempt: 1,
    attemptId: `01890000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`,
    fence: BigInt(number),
    versionKey: 1,
    params: '',
    input: '',
    logicalTime: '',
    logicalDate: '',
    runUrl: '',
    secrets: {},
    ...overrides,
  };
}

/** An Assign message's definition of a task of `type`, number 1 unless told otherwise. */
export function definition(type: string, fields: object = {}, id = 1) {
  const task = { type, with: {}, env: {}, params: {}, outputs: {}, attemptTimeoutMs: 3_600_000, ...fields };
  return {
    id,
    workflow: 'flow',
    project: 'default',
    environment: 'dev',
    task: 'task',
    definition: JSON.stringify(task),
  };
}

function createQueue<T>() {
  const items: T[] = [];
  const takers: ((item: T) => void)[] = [];
  return {
    put(item: T) {
      const taker = takers.shift();
      if (taker) taker(item);
      else items.push(item);
    },
    take: (): Promise<T> =>
      items.length > 0 ? Promise.resolve(items.shift() as T) : new Promise((resolve) => void takers.push(resolve)),
  };
}
