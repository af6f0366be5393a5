/**
 * A duty is an ephemeral node that goes with its holder's session.
 *
 * `zookeeper://host:2181,host2:2181/prefix`. The time to live is the session's, which the servers keep between 2 and 20
 * of their ticks.
 */
import { type Coordinator, type CreateCoordinator, parseServerAddress } from '@carillon/plugin-api';
import { openSession } from './session.ts';

const DEFAULT_PREFIX = '/carillon';

export const createCoordinator: CreateCoordinator = async ({ address, candidate, ttlMs }) => {
  const { hosts, path } = parseServerAddress(address);
  if (hosts.length === 0) throw new Error('it names no server');
  const prefix = `${path === '' ? DEFAULT_PREFIX : path}/coordinator`;
  const session = openSession({ servers: hosts.join(','), timeoutMs: ttlMs, answerMs: ttlMs / 3 });
  const pathOf = (duty: string): string => `${prefix}/${duty}`;
  let hasPrefix = false;

  const coordinator: Coordinator = {
    async hold(duty) {
      if (!hasPrefix) await session.ensure(prefix);
      hasPrefix = true;
      const owner = await session.ownerOf(pathOf(duty));
      if (owner !== undefined) return owner === (await session.id());
      return session.createEphemeral(pathOf(duty), candidate);
    },
    async release(duty) {
      if ((await session.ownerOf(pathOf(duty))) === (await session.id())) await session.remove(pathOf(duty));
    },
    close: async () => session.close(),
  };
  return coordinator;
};
