/** How the API is set up, and what it refuses to be set up as. */
import { isIP } from 'node:net';

export interface ApiConfig {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Address that people use, without a slash at its end; the listening address when absent. */
  readonly publicUrl?: string;
  /** The console as built files; a plain hint is served when absent. */
  readonly consoleDirectory?: string;
  /** Environment of requests that name none. */
  readonly environment: string;
  /** What terminates TLS in front of this server. Needed for every host that is not loopback (SECURITY S2.1). */
  readonly tlsTerminatedBy?: string;
  /** Requests per second of one token, and how many at once; 0 switches the limit off. */
  readonly rateLimit?: { readonly perSecond: number; readonly burst: number };
  /** The same of all tokens of a tenant. */
  readonly tenantRateLimit?: { readonly perSecond: number; readonly burst: number };
  readonly version?: string;
}

export { MAX_APPLY_BYTES as APPLY_BODY_LIMIT_BYTES, MAX_BODY_BYTES as BODY_LIMIT_BYTES } from '@carillon/core';
export const DEFAULT_RATE_LIMIT = { perSecond: 200, burst: 400 } as const;
export const DEFAULT_TENANT_RATE_LIMIT = { perSecond: 2_000, burst: 4_000 } as const;

/** @throws RangeError naming the setting, before anything listens */
export function checkExposure(config: ApiConfig): void {
  if (isLoopback(config.host) || config.tlsTerminatedBy) return;
  throw new RangeError(
    `the API would listen on ${config.host} without TLS: listen on 127.0.0.1, or say what terminates TLS in front of it (tlsTerminatedBy)`,
  );
}

export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

/** Behind TLS cookies are Secure and bound to the host. */
export const isSecure = (config: ApiConfig): boolean =>
  Boolean(config.tlsTerminatedBy) || (config.publicUrl?.startsWith('https:') ?? false);
