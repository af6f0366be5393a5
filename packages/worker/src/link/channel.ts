/** One connection to a server, and the session's stream on it. Made anew for every try. */
import type { Metadata } from '@grpc/grpc-js';
import { GatewayClient, type ServerMessage, type WorkerMessage } from '@carillon/protocol/grpc';
import type { ServerAddress } from './server-address.ts';

const MAX_MESSAGE_BYTES = 4 * 2 ** 20;
/** A definition may hold a document's largest script, 5 MiB, and travels in one piece. */
const MAX_RECEIVED_BYTES = 16 * 2 ** 20;

const CHANNEL_OPTIONS = {
  'grpc.keepalive_time_ms': 5_000,
  'grpc.keepalive_timeout_ms': 3_000,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.max_receive_message_length': MAX_RECEIVED_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  // Every try starts its own connection: waiting between tries is the link's business.
  'grpc.enable_retries': 0,
  'grpc.use_local_subchannel_pool': 1,
} as const;

/** The worker's end of its session, as far as the link needs one. */
export interface ChannelStream {
  write(message: WorkerMessage): unknown;
  /** Half-closes it: what was written arrives still. */
  end(): unknown;
  cancel(): void;
  on(event: 'data', listener: (message: ServerMessage) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'drain' | 'end' | 'status', listener: () => void): unknown;
  removeAllListeners(): unknown;
  readonly writableNeedDrain: boolean;
}

export interface Channel {
  readonly stream: ChannelStream;
  /** For the calls beside the stream. */
  readonly client: GatewayClient | undefined;
  close(): void;
}

export function openChannel(address: ServerAddress, metadata: Metadata): Channel {
  const client = new GatewayClient(address.target, address.credentials, CHANNEL_OPTIONS);
  return { client, stream: client.session(metadata), close: () => client.close() };
}
