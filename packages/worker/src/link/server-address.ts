import { type ChannelCredentials, credentials } from '@grpc/grpc-js';

export interface ServerAddress {
  readonly target: string;
  readonly credentials: ChannelCredentials;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\]):\d+$/;

/** The token travels on this channel: in clear only within the host, or where `grpc://` asks for it by name. */
export function parseServerAddress(text: string): ServerAddress {
  const match = /^(?:(grpcs?|https?):\/\/)?([^/]+:\d{1,5})\/?$/.exec(text);
  if (!match) throw new TypeError(`servers: "${text}" must be host:port, grpc://host:port or grpcs://host:port`);
  const target = match[2] as string;
  const plain = match[1] === undefined ? LOOPBACK.test(target) : match[1] === 'grpc' || match[1] === 'http';
  return { target, credentials: plain ? credentials.createInsecure() : credentials.createSsl() };
}
