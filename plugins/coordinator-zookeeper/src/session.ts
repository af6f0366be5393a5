/**
 * A session of ZooKeeper with the few calls that a coordinator needs, as promises. A session that has expired is
 * replaced by a new one at the next call; what was ephemeral in the old one is gone.
 */
import zookeeper, { type Client } from 'node-zookeeper-client';

export interface Session {
  /** The id of the session that is in use: what is ephemeral belongs to it. */
  id(): Promise<string>;
  /** False when the node is there already. */
  createEphemeral(path: string, data: string): Promise<boolean>;
  /** Session that owns an ephemeral node; undefined when it is not there. */
  ownerOf(path: string): Promise<string | undefined>;
  remove(path: string): Promise<void>;
  ensure(path: string): Promise<void>;
  close(): void;
}

export interface SessionOptions {
  readonly servers: string;
  readonly timeoutMs: number;
  /** A call that has not been answered by then fails. */
  readonly answerMs: number;
}

const hex = (bytes: Buffer): string => bytes.toString('hex');
const codeOf = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'getCode' in error
    ? (error as { getCode(): number }).getCode()
    : undefined;
const { NODE_EXISTS, NO_NODE } = zookeeper.Exception;

export function openSession({ servers, timeoutMs, answerMs }: SessionOptions): Session {
  let current: Promise<Client> | undefined;

  const connect = (): Promise<Client> =>
    new Promise((resolve, reject) => {
      const client = zookeeper.createClient(servers, { sessionTimeout: timeoutMs, spinDelay: 200, retries: 0 });
      const timer = setTimeout(() => {
        client.close();
        reject(new Error(`no ZooKeeper of ${servers} answers`));
      }, answerMs);
      client.once('connected', () => {
        clearTimeout(timer);
        resolve(client);
      });
      client.on('expired', () => {
        current = undefined;
        client.close();
      });
      client.connect();
    });

  const session = async (): Promise<Client> => {
    current ??= connect();
    try {
      return await current;
    } catch (error) {
      current = undefined;
      throw error;
    }
  };

  const call = async <T>(
    what: string,
    ask: (client: Client, done: (error: unknown, value: T) => void) => void,
  ): Promise<T> => {
    const client = await session();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`ZooKeeper has not answered ${what}`)), answerMs);
      ask(client, (error, value) => {
        clearTimeout(timer);
        if (error instanceof Error) reject(error);
        else resolve(value);
      });
    });
  };

  return {
    async id() {
      return hex((await session()).getSessionId());
    },
    async createEphemeral(path, data) {
      try {
        await call<string>('create', (client, done) =>
          client.create(path, Buffer.from(data), zookeeper.CreateMode.EPHEMERAL, done),
        );
        return true;
      } catch (error) {
        if (codeOf(error) === NODE_EXISTS) return false;
        throw error;
      }
    },
    async ownerOf(path) {
      const stat = await call<{ ephemeralOwner: Buffer } | null>('exists', (client, done) =>
        client.exists(path, (error, found) => done(error, found)),
      );
      return stat === null || stat === undefined ? undefined : hex(stat.ephemeralOwner);
    },
    async remove(path) {
      await call('remove', (client, done: (error: unknown, value: undefined) => void) =>
        client.remove(path, (error) => done(error, undefined)),
      ).catch((error: unknown) => {
        if (codeOf(error) !== NO_NODE) throw error;
      });
    },
    async ensure(path) {
      await call<string>('mkdirp', (client, done) => client.mkdirp(path, done));
    },
    close() {
      const closing = current;
      current = undefined;
      closing?.then(
        (client) => client.close(),
        () => undefined,
      );
    },
  };
}
