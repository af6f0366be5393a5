import type { Healing, PageOf, PlatformHealth as Health } from '@carillon/protocol';
import type { Transport } from '../transport.ts';

export interface PlatformHealth {
  /** Servers, duties, the database, and what is wrong. */
  get(): Promise<Health>;
  /** What servers made good by themselves, newest first. */
  healings(page?: { readonly limit?: number; readonly cursor?: string }): Promise<PageOf<Healing>>;
}

export function createPlatformHealth({ json }: Transport): PlatformHealth {
  return {
    get: () => json({ path: '/health' }),
    healings: (page = {}) => json({ path: '/api/v1/health/healings', query: page }),
  };
}
