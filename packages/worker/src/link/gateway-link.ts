/**
 * The worker's one outbound stream. It is kept up for as long as the worker lives: when it breaks, the next
 * server is tried, and the session is resumed by its id, wherever that is. What was sent on a broken stream
 * may be lost; those who sent it send it again after `onWelcome`.
 */
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { GatewayClient, Hello, ServerMessage, Welcome, WorkerMessage } from '@carillon/protocol/grpc';
import { host, type Timer } from '@carillon/runtime';
import type { WorkerLog } from '../worker-log.ts';
import { reconnectDelayMs } from './backoff.ts';
import { type Channel, openChannel } from './channel.ts';
import { parseServerAddress } from './server-address.ts';

/** A server that accepts the connection and then says nothing is as good as away. */
const WELCOME_WITHIN_MS = 5_000;
/**
 * Beats in a row that a server could not store before it is left: it may be cut from a store that the others have, where
 * this session's lease runs out (GUARANTEES 6.5). One alone is a store that restarts.
 */
const AWAY_BEATS = 2;

type Body = NonNullable<WorkerMessage['body']>;
type ServerBody = NonNullable<ServerMessage['body']>;

export interface GatewayLinkParts {
  readonly servers: readonly string[];
  readonly token: string;
  readonly log: WorkerLog;
  /** How a server is reached; over gRPC when absent. */
  readonly open?: typeof openChannel;
  /** Called for every try; empty: a new session. */
  hello(sessionId: string): Hello;
  /** The stream is up; what is sent from here on arrives on it. `resumed`: an older session was asked for. */
  onWelcome(welcome: Welcome, resumed: boolean): void;
  onMessage(body: ServerBody): void;
  onDrain(): void;
  onDown(): void;
}

export interface GatewayLink {
  /** Resolves with the first welcome; rejects when a server refuses this worker for good. @param earlierSession may be empty */
  start(earlierSession: string): Promise<void>;
  /** False when the stream is down: nothing was sent. */
  send(body: Body): boolean;
  readonly isUp: boolean;
  /** What can be gathered should wait for `onDrain`: it then leaves in fewer, larger messages. */
  readonly isFull: boolean;
  /** For the calls beside the stream; undefined while no server is reached. */
  readonly client: GatewayClient | undefined;
  readonly metadata: Metadata;
  /** Rejects with the signal's reason. */
  whenUp(signal: AbortSignal): Promise<void>;
  close(): void;
}

export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal';
  readonly code: string;
  constructor(code: string, detail: string) {
    super(`the server refused this worker: ${code}: ${detail}`);
    this.code = code;
  }
}

interface Connection extends Channel {
  timer: Timer;
  welcomed: boolean;
  /** Answers in a row in which the server said that it has no store. */
  storeAway: number;
}

export function createGatewayLink(parts: GatewayLinkParts): GatewayLink {
  const addresses = parts.servers.map(parseServerAddress);
  const { open = openChannel } = parts;
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${parts.token}`);
  let connection: Connection | undefined;
  let retry: Timer | undefined;
  let sessionId = '';
  let turn = 0;
  let failures = 0;
  let closed = false;
  const waiting: (() => void)[] = [];
  let started: { resolve(): void; reject(error: Error): void } | undefined;

  const addressNow = () => addresses[turn % addresses.length] as (typeof addresses)[number];

  function connect(): void {
    retry = undefined;
    const channel = open(addressNow(), metadata);
    const { stream } = channel;
    // Another server may have the store, also one behind the same address.
    const timer = host.after(WELCOME_WITHIN_MS, () =>
      lose(mine, mine.storeAway > 0 ? undefined : new Error('no welcome within 5 s')),
    );
    const mine: Connection = { ...channel, timer, welcomed: false, storeAway: 0 };
    connection = mine;
    stream.on('data', (message: ServerMessage) => {
      if (connection === mine && message.body) receive(mine, message.body);
    });
    stream.on('drain', () => {
      if (connection === mine) parts.onDrain();
    });
    stream.on('error', (error) => lose(mine, error));
    stream.on('end', () => lose(mine, new Error('the server ended the stream')));
    stream.write({ body: { $case: 'hello', value: parts.hello(sessionId) } });
  }

  function receive(mine: Connection, body: ServerBody): void {
    switch (body.$case) {
      case 'welcome':
        mine.timer.cancel();
        return welcome(mine, body.value);
      case 'refused':
        return refuse(mine, new GatewayRefusal(body.value.code, body.value.detail));
      case 'goAway':
        parts.log.info({ server: addressNow().target }, 'the server asks to be left; going to another');
        return lose(mine, undefined);
      case 'heartbeatAck':
        mine.storeAway = body.value.storeAway ? mine.storeAway + 1 : 0;
        take(mine, body);
        if (mine.welcomed && mine.storeAway >= AWAY_BEATS) {
          parts.log.warn({ server: addressNow().target }, 'the server has lost the store; asking another');
          lose(mine, undefined);
        }
        return;
      default:
        return take(mine, body);
    }
  }

  /** A message that cannot be taken must not end the worker: another server may make more sense. */
  function take(mine: Connection, body: ServerBody): void {
    try {
      parts.onMessage(body);
    } catch (error) {
      parts.log.error({ err: error, message: body.$case }, 'a message of the server could not be taken');
      lose(mine, error as Error);
    }
  }

  function welcome(mine: Connection, value: Welcome): void {
    const resumed = sessionId !== '';
    sessionId = value.sessionId;
    mine.welcomed = true;
    failures = 0;
    parts.onWelcome(value, resumed);
    started?.resolve();
    started = undefined;
    for (const resolve of waiting.splice(0)) resolve();
  }

  /** Before the first welcome a refusal is the answer to `start`; later the worker keeps asking, slowly. */
  function refuse(mine: Connection, error: GatewayRefusal): void {
    if (started) {
      const { reject } = started;
      started = undefined;
      close();
      return reject(error);
    }
    failures = 10;
    lose(mine, error);
  }

  /** @param error undefined when the server said goodbye: another may be tried at once */
  function lose(mine: Connection, error: Error | undefined): void {
    if (connection !== mine) return;
    if (isRefusalStatus(error) && started)
      return refuse(mine, new GatewayRefusal(status[error.code] ?? 'UNKNOWN', error.details));
    drop(mine);
    turn++;
    const roundDone = turn % addresses.length === 0;
    // Another server may be tried at once; one that was just tried gets some rest.
    const atOnce = addresses.length > 1 && (error === undefined || (!roundDone && failures === 0));
    const delayMs = atOnce ? 0 : reconnectDelayMs(failures, host.random);
    if (error !== undefined && roundDone) failures++;
    if (error) parts.log.warn({ error: error.message, retryInMs: Math.round(delayMs) }, 'no connection to a server');
    if (!closed) retry = host.after(delayMs, connect);
  }

  function drop(mine: Connection): void {
    connection = undefined;
    mine.timer.cancel();
    // A call that is being cancelled still reports its end; nobody is interested any more.
    mine.stream.removeAllListeners();
    mine.stream.on('error', () => undefined);
    mine.stream.cancel();
    mine.close();
    if (mine.welcomed) parts.onDown();
  }

  function close(): void {
    closed = true;
    retry?.cancel();
    started?.reject(new Error('the worker was stopped before it reached a server'));
    started = undefined;
    if (!connection) return;
    const channel = connection;
    const { stream } = channel;
    connection = undefined;
    channel.timer.cancel();
    stream.removeAllListeners();
    stream.on('error', () => undefined);
    stream.on('data', () => undefined);
    // Half-closing lets what was written arrive; the server ends the stream then.
    stream.on('status', () => channel.close());
    stream.end();
    host.after(1_000, () => channel.close(), { background: true });
  }

  return {
    start: (earlierSession) =>
      new Promise((resolve, reject) => {
        sessionId = earlierSession;
        started = { resolve, reject };
        connect();
      }),
    send(body) {
      if (!connection?.welcomed) return false;
      connection.stream.write({ body });
      return true;
    },
    get isUp() {
      return connection?.welcomed ?? false;
    },
    get isFull() {
      return connection?.stream.writableNeedDrain ?? false;
    },
    get client() {
      return connection?.welcomed ? connection.client : undefined;
    },
    metadata,
    async whenUp(signal) {
      for (;;) {
        if (connection?.welcomed) return;
        signal.throwIfAborted();
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    },
    close,
  };
}

function isRefusalStatus(error: Error | undefined): error is ServiceError {
  const code = (error as ServiceError | undefined)?.code;
  return code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED || code === status.UNIMPLEMENTED;
}
