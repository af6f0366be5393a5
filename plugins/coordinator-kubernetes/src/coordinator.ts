/**
 * A duty is a Lease of coordination.k8s.io/v1, as client-go's leader election uses it: the holder renews it, and who sees
 * it unchanged for as long as it lasts, by its own monotonic clock, takes it. Replaced by resource version: of two who
 * try, one gets a conflict.
 *
 * `kubernetes://namespace`, with `?kubeconfig=/path` and `?context=name` outside of a cluster. The service account needs
 * get, create and update of leases in that namespace.
 */
import type { V1Lease } from '@kubernetes/client-node';
import { type Coordinator, type CreateCoordinator, parseServerAddress } from '@carillon/plugin-api';
import { openLeases } from './lease-api.ts';

interface Observed {
  readonly resourceVersion: string | undefined;
  /** By this process's monotonic clock. */
  readonly at: number;
}

export const createCoordinator: CreateCoordinator = async ({ address, candidate, ttlMs }) => {
  const { hosts, query } = parseServerAddress(address);
  const leases = await openLeases({
    namespace: hosts[0] ?? 'default',
    kubeconfig: query.get('kubeconfig') ?? undefined,
    context: query.get('context') ?? undefined,
    timeoutMs: ttlMs / 3,
  });
  const observed = new Map<string, Observed>();
  const seconds = Math.ceil(ttlMs / 1_000);

  const mine = (name: string, before?: V1Lease): V1Lease => {
    const isMine = before?.spec?.holderIdentity === candidate;
    return {
      metadata: before?.metadata ?? { name },
      spec: {
        holderIdentity: candidate,
        leaseDurationSeconds: seconds,
        acquireTime: (isMine ? before.spec?.acquireTime : undefined) ?? leases.now(),
        renewTime: leases.now(),
        leaseTransitions: (before?.spec?.leaseTransitions ?? 0) + (isMine ? 0 : 1),
      },
    };
  };

  /** Whether the holder has had its time since it was last seen to renew. */
  const isOver = (name: string, lease: V1Lease): boolean => {
    const resourceVersion = lease.metadata?.resourceVersion;
    const seen = observed.get(name);
    if (seen?.resourceVersion !== resourceVersion) {
      observed.set(name, { resourceVersion, at: performance.now() });
      return false;
    }
    return performance.now() - (seen?.at ?? 0) > (lease.spec?.leaseDurationSeconds ?? seconds) * 1_000;
  };

  const coordinator: Coordinator = {
    async hold(duty) {
      const name = nameOf(duty);
      const lease = await leases.read(name);
      if (!lease) return leases.create(mine(name));
      const holder = lease.spec?.holderIdentity ?? '';
      if (holder !== candidate && holder !== '' && !isOver(name, lease)) return false;
      return leases.replace(name, mine(name, lease));
    },
    async release(duty) {
      const name = nameOf(duty);
      const lease = await leases.read(name);
      if (lease?.spec?.holderIdentity !== candidate) return;
      lease.spec.holderIdentity = '';
      await leases.replace(name, lease);
    },
    close: async () => observed.clear(),
  };
  return coordinator;
};

/** A name that Kubernetes takes: RFC 1123. */
const nameOf = (duty: string): string => `carillon-${duty.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-')}`;
