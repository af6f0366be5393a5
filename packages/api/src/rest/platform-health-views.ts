/** Records of the platform's health as the protocol's objects. */
import {
  type DutyRecord,
  type Finding,
  formatId,
  type HealingRecord,
  type ServerRecord,
  serverState,
  shedAt,
  type StoreFacts,
} from '@carillon/core';
import type * as rest from '@carillon/protocol';
import { given } from './query.ts';
import { instant, present } from './views.ts';

type Hosts = ReadonlyMap<string, string>;

export function serverView(server: ServerRecord, now: Date): rest.Server {
  const { id, host, pid, version, roles, startedAt, seenAt, stoppedAt, load } = server;
  return {
    id: formatId('srv', id),
    host,
    pid,
    version,
    roles: [...roles],
    state: serverState(server, now),
    startedAt: startedAt.toISOString(),
    seenAt: seenAt.toISOString(),
    ...given({ stoppedAt: instant(stoppedAt), load: load && loadView(load) }),
  };
}

function loadView({ level, ...load }: NonNullable<ServerRecord['load']>): rest.Server['load'] {
  return { ...present(load), putOff: [...shedAt(level)] };
}

export function dutyView({ name, expiresAt, terms }: DutyRecord, now: Date, hosts: Hosts): rest.Duty {
  return {
    name,
    state: expiresAt > now ? 'led' : 'vacant',
    expiresAt: expiresAt.toISOString(),
    terms: terms.map(({ term, owner, since }) => ({
      term,
      server: formatId('srv', owner),
      since: since.toISOString(),
      ...given({ host: hosts.get(owner) }),
    })),
  };
}

export function storeView(store: StoreFacts): rest.PlatformHealth['store'] {
  const { version, isReadOnly, sizeBytes, connections, maxConnections, xmin, partitionsUntil } = store;
  return {
    version,
    readOnly: isReadOnly,
    sizeBytes,
    connections,
    maxConnections,
    ...given({ xmin, partitionsUntil: instant(partitionsUntil) }),
  };
}

export const findingView = ({ params, evidence, said, ...finding }: Finding): rest.Finding => ({
  ...finding,
  params: { ...params },
  evidence: [...evidence],
  ...(said && { said: [...said] }),
});

export const healingView = (
  { id, at, kind, object, count, server }: HealingRecord,
  done: string,
  hosts: Hosts,
): rest.Healing => ({
  id,
  at: at.toISOString(),
  kind,
  done,
  count,
  server: formatId('srv', server),
  ...given({ object, host: hosts.get(server) }),
});
