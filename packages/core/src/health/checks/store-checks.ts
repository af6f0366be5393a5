/** The database: what its promises rest on, and what makes it slow or full. */
import { formatId } from '../../ids.ts';
import type { Incident } from '../../ports/incident-store.ts';
import { type Finding, finding } from '../findings.ts';
import { type PlatformFacts, serverState } from '../platform-facts.ts';
import { ago, roughMs } from './amounts.ts';
import { serverName } from './server-checks.ts';

/** GUARANTEES 10.2, 12.2. */
const MAX_SHARE_OF_CONNECTIONS = 0.8;
const XMIN_MS = 5 * 60_000;
const PARTITIONS_AHEAD_MS = 7 * 24 * 3_600_000;
const EVENTS_BEHIND_MS = 5 * 60_000;
const MAX_EVENTS_BEHIND = 10_000;

export function checkStore({ store, consumers, now }: PlatformFacts): readonly Finding[] {
  const { connections: used, maxConnections: max, xmin, partitionsUntil } = store;
  const isShort = !partitionsUntil || partitionsUntil.getTime() - now.getTime() < PARTITIONS_AHEAD_MS;
  return [
    ...(store.isReadOnly ? [finding('STORE_READ_ONLY')] : []),
    ...store.incidents.map(ofIncident),
    ...store.settingsOff.map((setting) => finding('STORE_SETTING_OFF', { setting })),
    ...(used > max * MAX_SHARE_OF_CONNECTIONS ? [finding('STORE_CONNECTIONS', { used, max })] : []),
    ...(xmin && xmin.forMs > XMIN_MS
      ? [finding('STORE_XMIN_HELD', { forMs: roughMs(xmin.forMs), holder: xmin.holder })]
      : []),
    ...(isShort
      ? [finding('PARTITIONS_SHORT', partitionsUntil ? { until: partitionsUntil.toISOString().slice(0, 10) } : {})]
      : []),
    ...consumers
      .filter(
        ({ behind, oldestAt }) =>
          behind >= MAX_EVENTS_BEHIND || (oldestAt && now.getTime() - oldestAt.getTime() > EVENTS_BEHIND_MS),
      )
      .map(({ name, behind, oldestAt }) =>
        finding('EVENTS_BEHIND', { consumer: name, behind, ...(oldestAt && { forMs: ago(oldestAt, now) }) }),
      ),
  ];
}

function ofIncident({ id, kind, risk, details }: Incident): Finding {
  const name = formatId('inc', id);
  if (kind === 'clock_stepped')
    return finding('STORE_CLOCK_STEPPED', { id: name, stepMs: roughMs(Math.abs(Number(details['stepMs']))) });
  const { from, until } = risk ?? {};
  const range = { from: from?.toISOString() ?? '', until: until?.toISOString() ?? '' };
  return finding('STORE_COMMITS_AT_RISK', { id: name, incident: kind, ...range });
}

/** Master keys that secrets need and a server does not have. */
export function checkKeys({ store, servers, now }: PlatformFacts): readonly Finding[] {
  return servers
    .filter((server) => serverState(server, now) === 'up')
    .flatMap((server) =>
      store.masterKeys
        .filter((key) => !server.masterKeys.includes(key))
        .map((key) => finding('SECRETS_KEY_MISSING', { server: serverName(server), key })),
    );
}
