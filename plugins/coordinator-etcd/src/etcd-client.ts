/**
 * The little of etcd that a coordinator needs, over its JSON gateway (`/v3/…`, etcd 3.4 and newer): keys and values
 * travel as base64, 64-bit numbers as text. Clients for Node are unmaintained or elected two leaders.
 */
export interface EtcdClient {
  /** A lease that ends so long after its last renewal; its id. etcd rounds up to whole seconds, two at least. */
  grant(ttlMs: number): Promise<string>;
  /** False when the lease has ended. */
  renew(lease: string): Promise<boolean>;
  revoke(lease: string): Promise<void>;
  /** Puts the key with the lease if nobody has it. */
  putIfAbsent(key: string, value: string, lease: string): Promise<boolean>;
  has(key: string): Promise<boolean>;
}

export interface EtcdAccess {
  /** Tried in turn. */
  readonly endpoints: readonly string[];
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly timeoutMs: number;
}

const encode = (text: string): string => Buffer.from(text).toString('base64');

export function createEtcdClient({ endpoints, user, password, timeoutMs }: EtcdAccess): EtcdClient {
  let token: string | undefined;

  const post = async (endpoint: string, path: string, body: object): Promise<Response> =>
    fetch(`${endpoint}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: token }) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });

  const signIn = async (endpoint: string): Promise<void> => {
    if (user === undefined) return;
    token = undefined;
    const answer = await post(endpoint, '/v3/auth/authenticate', { name: user, password });
    if (!answer.ok) throw new Error(`etcd refuses the user "${user}": ${await answer.text()}`);
    token = ((await answer.json()) as { token: string }).token;
  };

  const askOne = async <T>(endpoint: string, path: string, body: object): Promise<T> => {
    if (user !== undefined && token === undefined) await signIn(endpoint);
    let answer = await post(endpoint, path, body);
    if (answer.status === 401) {
      await signIn(endpoint);
      answer = await post(endpoint, path, body);
    }
    if (!answer.ok) throw new Error(`etcd answers ${answer.status} to ${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };

  const ask = async <T>(path: string, body: object): Promise<T> => {
    const failures: unknown[] = [];
    for (const endpoint of endpoints) {
      try {
        return await askOne<T>(endpoint, path, body);
      } catch (error) {
        failures.push(error);
      }
    }
    throw new AggregateError(failures, `no etcd of ${endpoints.join(', ')} answers`);
  };

  return {
    async grant(ttlMs) {
      const { ID } = await ask<{ ID: string }>('/v3/lease/grant', { TTL: Math.ceil(ttlMs / 1_000) });
      return ID;
    },
    async renew(lease) {
      const { result } = await ask<{ result?: { TTL?: string } }>('/v3/lease/keepalive', { ID: lease });
      return Number(result?.TTL ?? 0) > 0;
    },
    async revoke(lease) {
      await ask('/v3/lease/revoke', { ID: lease });
    },
    async putIfAbsent(key, value, lease) {
      const { succeeded = false } = await ask<{ succeeded?: boolean }>('/v3/kv/txn', {
        compare: [{ key: encode(key), target: 'CREATE', result: 'EQUAL', createRevision: '0' }],
        success: [{ requestPut: { key: encode(key), value: encode(value), lease } }],
      });
      return succeeded;
    },
    async has(key) {
      const { count = '0' } = await ask<{ count?: string }>('/v3/kv/range', { key: encode(key), countOnly: true });
      return count !== '0';
    },
  };
}
