/**
 * One HTTP call: address, credentials, time limit, retries, errors. Only calls that may be repeated without
 * harm are: reads, and writes that carry an idempotency key.
 */
import { linkedTo, unlessAborted } from './abort.ts';
import { readApiError, UnreachableError } from './api-error.ts';
import { type Answer, fetchWhole, isWithoutBody, type WholeAnswer } from './fetch-whole.ts';
import { backoffMs, DEFAULT_RETRY, isRetryableStatus, pause, type RetryPolicy, retryAfterMs } from './retry.ts';

const REQUEST_TIMEOUT_MS = 30_000;

export interface TransportOptions {
  /** Base address, such as `http://127.0.0.1:4400`. A path in front of `/api` is kept. */
  readonly server: string;
  /** API token (`crl_api_…`). */
  readonly token?: string | undefined;
  /** Environment that lists and starts refer to; the server's default when absent. */
  readonly environment?: string | undefined;
  /** In place of `node:http` and, for answers that go on, the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly retry?: Partial<RetryPolicy> | undefined;
  /** Called once before each call; what it throws ends the call unsent. */
  readonly before?: ((call: Call) => Promise<void>) | undefined;
}

export type QueryValue = string | number | boolean | readonly string[] | undefined;

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, unless it starts with `/api/` or `/health/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** A body that goes on for as long as it likes: the time limit covers the response's head only. */
  readonly streaming?: boolean;
}

export interface Transport {
  readonly server: string;
  readonly retry: RetryPolicy;
  /** The answer to a call, whatever its status; throws {@link UnreachableError} when there is none. */
  fetch(call: Call): Promise<Response>;
  /** The answer's body; throws {@link ApiError} for every status but 2xx. */
  json<T>(call: Call): Promise<T>;
  /** A successful answer whose body the caller reads. */
  open(call: Call): Promise<Response>;
}

export function createTransport(options: TransportOptions): Transport {
  const base = baseUrl(options.server);
  const retry: RetryPolicy = { ...DEFAULT_RETRY, ...options.retry };

  const headersOf = (call: Call): Readonly<Record<string, string>> => ({
    accept: 'application/json',
    ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
    ...(call.body !== undefined && { 'content-type': 'application/json' }),
    ...(call.idempotencyKey !== undefined && { 'idempotency-key': call.idempotencyKey }),
    ...Object.fromEntries(Object.entries(call.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
  });

  async function once(call: Call): Promise<Response | WholeAnswer> {
    const limit = linkedTo(call.signal);
    const timer = setTimeout(
      () => limit.abort(new Error(`no answer within ${REQUEST_TIMEOUT_MS / 1_000} s`)),
      REQUEST_TIMEOUT_MS,
    );
    try {
      const url = urlOf(base, call, options.environment);
      const request = {
        method: call.method ?? 'GET',
        headers: headersOf(call),
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        signal: limit.signal,
      };
      if (!options.fetch && !call.streaming) return await unlessAborted(fetchWhole(url, request), limit.signal);
      const send = options.fetch ?? globalThis.fetch;
      // A redirect would carry the token elsewhere.
      const response = await unlessAborted(send(url, { ...request, redirect: 'error' }), limit.signal);
      if (call.streaming) return response;
      const body = await unlessAborted(response.arrayBuffer(), limit.signal);
      return new Response(isWithoutBody(response.status) ? null : body, response);
    } catch (error) {
      call.signal?.throwIfAborted();
      throw new UnreachableError(base.origin, error);
    } finally {
      clearTimeout(timer);
      // A body that goes on is still cut off with its call.
      if (!call.streaming) limit.release();
    }
  }

  async function withRetries(call: Call): Promise<Response | WholeAnswer> {
    await options.before?.(call);
    const mayRepeat = call.idempotencyKey !== undefined || (call.method ?? 'GET') === 'GET';
    for (let tries = 0; ; tries++) {
      const isLast = !mayRepeat || tries >= retry.max;
      let askedMs: number | undefined;
      try {
        const response = await once(call);
        if (isLast || !isRetryableStatus(response.status)) return response;
        askedMs = retryAfterMs(response.headers.get('retry-after'), Date.now());
        if ('body' in response) await response.body?.cancel();
      } catch (error) {
        if (isLast || !(error instanceof UnreachableError)) throw error;
      }
      await pause(askedMs ?? backoffMs(retry, tries, Math.random()), call.signal);
    }
  }

  async function successful(call: Call): Promise<Response | WholeAnswer> {
    const answer = await withRetries(call);
    if (!answer.ok) throw await readApiError(answer);
    return answer;
  }

  return {
    server: base.href.replace(/\/$/, ''),
    retry,
    fetch: async (call) => responseOf(await withRetries(call)),
    open: async (call) => responseOf(await successful(call)),
    json: async <T>(call: Call) => {
      const answer: Answer = await successful(call);
      return (answer.status === 204 ? undefined : JSON.parse(await answer.text())) as T;
    },
  };
}

const responseOf = (answer: Response | WholeAnswer): Response =>
  'toResponse' in answer ? answer.toResponse() : answer;

function baseUrl(server: string): URL {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new TypeError(`server must be an http(s) address such as http://127.0.0.1:4400, not '${server}'`);
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function urlOf(base: URL, call: Call, environment: string | undefined): URL {
  const isRooted = call.path.startsWith('/api/') || call.path.startsWith('/health/');
  // Relative by the dot in front: no path, wherever it comes from, can take the token to another host.
  const url = new URL(`.${isRooted ? call.path : `/api/v1${call.path}`}`, base);
  const query: Readonly<Record<string, QueryValue>> = {
    ...(environment === undefined ? {} : { environment }),
    ...call.query,
  };
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined) url.searchParams.append(name, String(item));
  }
  return url;
}
