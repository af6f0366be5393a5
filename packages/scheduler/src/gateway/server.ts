/** The gRPC server that workers connect to. */
import type { EngineStore } from '@carillon/core';
import { GatewayService, type GatewayServer, type ServerMessage, type WorkerMessage } from '@carillon/protocol/grpc';
import { host, type Logger } from '@carillon/runtime';
import { type handleBidiStreamingCall, type Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { Contexts } from '../runs/contexts.ts';
import type { Versions } from '../runs/versions.ts';
import { serveSession, type StreamParts } from './session-stream.ts';
import { onceStoreAnswers, storeAwayEvery } from './store-away.ts';
import { getArtifact, putArtifact } from './transfers.ts';

const MAX_MESSAGE_BYTES = 4 * 2 ** 20;
const SHUTDOWN_MS = 2_000;

export interface GatewayOptions {
  readonly host: string;
  readonly port: number;
  /** Whether a worker with this token may connect. */
  readonly authenticate: (token: string) => Promise<boolean>;
}

export interface Gateway {
  start(): Promise<number>;
  stop(): Promise<void>;
}

export interface GatewayParts extends Omit<StreamParts, 'store'> {
  readonly store: StreamParts['store'] & Pick<EngineStore, 'putArtifact' | 'readArtifact' | 'artifactReader'>;
  readonly contexts: Pick<Contexts, 'get'>;
  readonly versions: Versions;
  readonly log: Logger;
}

export function createGateway(options: GatewayOptions, parts: GatewayParts): Gateway {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.keepalive_time_ms': 5_000,
    'grpc.keepalive_timeout_ms': 3_000,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.http2.min_ping_interval_without_data_ms': 4_000,
  });

  const allowed = async (metadata: Metadata): Promise<boolean> => {
    const [header] = metadata.get('authorization');
    const token = /^Bearer (.+)$/.exec(String(header ?? ''))?.[1];
    return token !== undefined && options.authenticate(token);
  };
  const unauthenticated = {
    code: status.UNAUTHENTICATED,
    details: 'the worker’s token is missing, wrong or expired; set CARILLON_TOKEN',
  };

  const session: handleBidiStreamingCall<WorkerMessage, ServerMessage> = (stream) => {
    // Nothing is read before the token is known: back-pressure holds what the worker sends meanwhile.
    stream.pause();
    const waiting = {
      everyMs: storeAwayEvery(parts.lease),
      isOpen: () => !stream.cancelled && !stream.writableEnded,
      tell: (message: ServerMessage) => void stream.write(message),
    };
    onceStoreAnswers(() => allowed(stream.metadata), waiting).then(
      (ok) => {
        if (!ok) stream.emit('error', unauthenticated);
        else serveSession(stream, parts);
        stream.resume();
      },
      (error: unknown) => {
        parts.log.warn({ err: error }, 'a worker’s token could not be checked');
        stream.emit('error', { code: status.UNAVAILABLE, details: 'the store is away; try again' });
      },
    );
  };

  const implementation: GatewayServer = {
    session: session,
    putArtifact(call, reply) {
      void allowed(call.metadata).then(
        (ok) => (ok ? putArtifact(parts.store, call, reply) : reply(unauthenticated)),
        reply,
      );
    },
    getArtifact(call) {
      void allowed(call.metadata).then(
        async (ok) => {
          if (ok) await getArtifact(parts, call);
          else call.emit('error', unauthenticated);
        },
        (error: unknown) => call.emit('error', error),
      );
    },
  };
  server.addService(GatewayService, implementation);

  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.bindAsync(`${options.host}:${options.port}`, ServerCredentials.createInsecure(), (error, port) =>
          error ? reject(error) : resolve(port),
        );
      }),
    async stop() {
      for (const worker of parts.sessions.all()) worker.send({ body: { $case: 'goAway', value: {} } });
      // Workers end their streams on GoAway; those that do not are cut.
      const forced = host.after(SHUTDOWN_MS, () => server.forceShutdown());
      await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      forced.cancel();
    },
  };
}
