/**
 * Where the platform listens, as a worker sees it: http and notify tasks never go there, even where loopback
 * is open to them (SECURITY S7.2, S7.3).
 */
import { lookup } from 'node:dns/promises';

/** `address:port` of each `host:port`; a name stands for all its addresses. */
export async function resolvePlatformAddresses(
  places: readonly string[],
  resolve: (host: string) => Promise<readonly string[]> = resolveAll,
): Promise<readonly string[]> {
  const resolved = await Promise.all(
    places.map(async (place) => {
      const { hostname, port } = new URL(`grpc://${place.replace(/^\w+:\/\//, '')}`);
      const host = hostname.replace(/^\[|\]$/g, '');
      return (await resolve(host)).map((address) => `${address}:${port}`);
    }),
  );
  return [...new Set(resolved.flat())];
}

/** A name that means nothing yet is no reason to stay away: the worker tries its servers again by itself. */
async function resolveAll(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}
