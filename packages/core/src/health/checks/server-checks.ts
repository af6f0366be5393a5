/** Servers: whether all are there, agree with one another, and feel well. */
import { type Finding, finding } from '../findings.ts';
import { shedAt } from '../load-level.ts';
import { type PlatformFacts, type ServerLoad, type ServerRecord, serverState } from '../platform-facts.ts';
import { ago, roughMs, sizeText } from './amounts.ts';

export const ROLES = ['api', 'scheduler', 'alerter'] as const;
/** A clock further off warns (GUARANTEES 2.4). */
export const CLOCK_OFF_MS = 2_000;
const SLOW_STORE_MS = 500;
/** A duty may change hands within a lease of 15 s. */
const VACANT_MS = 30_000;
const GIB = 2 ** 30;

export const serverName = ({ host, pid }: Pick<ServerRecord, 'host' | 'pid'>): string => `${host}/${pid}`;

export function checkServers({ servers, duties, now }: PlatformFacts): readonly Finding[] {
  const up = servers.filter((server) => serverState(server, now) === 'up');
  return [
    ...servers
      .filter((server) => serverState(server, now) === 'silent')
      .map((server) => finding('SERVER_SILENT', { server: serverName(server), forMs: ago(server.seenAt, now) })),
    ...ROLES.filter((role) => !up.some(({ roles }) => roles.includes(role))).map((role) =>
      finding('ROLE_MISSING', { role }),
    ),
    ...duties
      .filter(({ expiresAt }) => now.getTime() - expiresAt.getTime() > VACANT_MS)
      .map(({ name, expiresAt }) => finding('DUTY_VACANT', { duty: name, forMs: ago(expiresAt, now) })),
    ...versionSkew(up),
    ...up.flatMap((server) => (server.load ? checkLoad(serverName(server), server.load) : [])),
  ];
}

function versionSkew(servers: readonly ServerRecord[]): readonly Finding[] {
  const versions = [...new Set(servers.map(({ version }) => version))].sort();
  if (versions.length < 2) return [];
  return [
    finding(
      'VERSION_SKEW',
      { versions: versions.join(', ') },
      servers.map((server) => `${serverName(server)}: ${server.version}`),
    ),
  ];
}

function checkLoad(server: string, { level, clockOffMs, storeMs, disk }: ServerLoad): readonly Finding[] {
  const off = Math.abs(clockOffMs);
  return [
    ...(level > 0 ? [finding('OVERLOADED', { server, what: shedAt(level).join(', ') })] : []),
    ...(off > CLOCK_OFF_MS ? [finding('CLOCK_OFF', { server, offMs: roughMs(off) })] : []),
    ...(storeMs > SLOW_STORE_MS ? [finding('STORE_SLOW', { server, ms: `${Math.round(storeMs)} ms` })] : []),
    ...(disk ? checkDisk(server, disk) : []),
  ];
}

/** @param server what the disk belongs to, as people know it */
export function checkDisk(
  server: string,
  { freeBytes, totalBytes }: { readonly freeBytes: number; readonly totalBytes: number },
): readonly Finding[] {
  const isFull = freeBytes < Math.min(GIB / 4, totalBytes / 50);
  const isLow = freeBytes < Math.min(2 * GIB, totalBytes / 10);
  if (!isLow) return [];
  return [
    finding(isFull ? 'DISK_FULL' : 'DISK_LOW', { server, free: sizeText(freeBytes), total: sizeText(totalBytes) }),
  ];
}
