/** A client that gives up on nothing: any server will do, and a request whose answer was lost is asked again by its key. */
import { setTimeout as delay } from 'node:timers/promises';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Api {
  get(path: string): Promise<Answer>;
  /** Until some server has answered with what is not its own trouble. */
  post(path: string, body?: object, key?: string): Promise<Answer>;
}

const TIMEOUT_MS = 5_000;
const AGAIN_MS = 200;
/** Who asks a server that has too much to do all the more keeps it so. */
const OVERLOADED_MS = 2_000;

/** @param first index of the server that is asked first */
export function createApi(urls: readonly string[], token: string, first: number, isOver: () => boolean): Api {
  let at = first;
  const once = async (
    method: string,
    path: string,
    body: object | undefined,
    key: string | undefined,
  ): Promise<Answer> => {
    const url = `${urls[at % urls.length]}/api/v1${path}`;
    const answer = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Answer['body']) };
  };
  const persist = async (method: string, path: string, body?: object, key?: string): Promise<Answer> => {
    for (;;) {
      const answer = await once(method, path, body, key).catch(() => undefined);
      if (answer && answer.status < 500 && answer.status !== 429 && !(answer.status === 409 && isBusy(answer)))
        return answer;
      if (isOver()) throw new Error(`no server answers ${method} ${path}: ${JSON.stringify(answer)}`);
      at += 1;
      await delay(answer?.body['code'] === 'LIMIT_OVERLOAD' ? OVERLOADED_MS : AGAIN_MS);
    }
  };
  return { get: (path) => persist('GET', path), post: (path, body, key) => persist('POST', path, body, key) };
}

/** A conflict of the moment, and not of what was asked. */
const isBusy = ({ body }: Answer): boolean =>
  body['code'] === 'CONFLICT_BUSY' || body['code'] === 'IDEMPOTENCY_IN_PROGRESS';
