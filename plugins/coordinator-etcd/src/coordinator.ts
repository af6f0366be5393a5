/**
 * A duty is a key that goes with its holder's lease.
 *
 * `etcd://host:2379,host2:2379/prefix`, `etcds://` over TLS, `user:password@` where etcd asks for one.
 */
import { type Coordinator, type CreateCoordinator, parseServerAddress } from '@carillon/plugin-api';
import { createEtcdClient } from './etcd-client.ts';

const DEFAULT_PREFIX = '/carillon';

export const createCoordinator: CreateCoordinator = async ({ address, candidate, ttlMs }) => {
  const { scheme, hosts, path, user, password } = parseServerAddress(address);
  if (hosts.length === 0) throw new Error('it names no server');
  const prefix = path === '' ? DEFAULT_PREFIX : path;
  const client = createEtcdClient({
    endpoints: hosts.map((host) => `${scheme === 'etcds' ? 'https' : 'http'}://${host}`),
    user,
    password,
    // An answer that comes later could not be acted upon.
    timeoutMs: Math.ceil(ttlMs / 3),
  });
  /** By duty: the lease that its key goes with. */
  const leases = new Map<string, string>();
  const keyOf = (duty: string): string => `${prefix}/coordinator/${duty}`;

  const take = async (duty: string): Promise<boolean> => {
    if (await client.has(keyOf(duty))) return false;
    const lease = await client.grant(ttlMs);
    if (!(await client.putIfAbsent(keyOf(duty), candidate, lease))) {
      await client.revoke(lease);
      return false;
    }
    leases.set(duty, lease);
    return true;
  };

  const coordinator: Coordinator = {
    async hold(duty) {
      const lease = leases.get(duty);
      if (lease !== undefined && (await client.renew(lease))) return true;
      leases.delete(duty);
      return take(duty);
    },
    async release(duty) {
      const lease = leases.get(duty);
      leases.delete(duty);
      if (lease !== undefined) await client.revoke(lease);
    },
    close: async () => leases.clear(),
  };
  return coordinator;
};
