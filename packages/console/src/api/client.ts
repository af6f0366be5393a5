/** One door to the server: JSON in, JSON or a {@link ApiError} out. The cookie is the session. */
import type { Problem } from '@carillon/protocol';

export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined, options?: ErrorOptions) {
    super(problem?.detail ?? problem?.title ?? `HTTP ${status}`, options);
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
  }
}

/** Status of an {@link ApiError} when the server could not be reached at all. */
export const UNREACHABLE = 0;

let csrfToken: string | undefined;

/** Unsafe methods of a cookie session carry this token (SECURITY S9.2). */
export function rememberCsrfToken(token: string | undefined): void {
  csrfToken = token;
}

export const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.status === 401;

/** Finds out who is here. @returns whether it is still whoever these pages are for. */
type AskAgain = () => Promise<boolean>;
let askAgain: AskAgain = () => Promise.resolve(false);

/** @param ask called whenever the server takes a request for nobody's, or for one of another session */
export function onSessionDoubt(ask: AskAgain): void {
  askAgain = ask;
}

/** A list stands in the address once for each of its items. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export function apiPath(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined && item !== '') search.append(name, String(item));
  const text = search.toString();
  return `/api/v1${path}${text && `?${text}`}`;
}

async function problemOf(response: Response): Promise<Problem | undefined> {
  if (!response.headers.get('content-type')?.includes('json')) return undefined;
  try {
    return (await response.json()) as Problem;
  } catch {
    return undefined; // A cut-off body: the status alone is shown.
  }
}

async function send<T>(
  url: string,
  init: Omit<RequestInit, 'headers'> & { headers: Record<string, string> },
  again = false,
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin', ...init });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(UNREACHABLE, undefined, { cause });
  }
  if (!response.ok) {
    const refused = new ApiError(response.status, await problemOf(response));
    if (isSignedOut(refused)) void askAgain();
    // Signed in anew in another tab, which has changed the token.
    if (refused.problem?.code === 'AUTH_CSRF' && !again && (await askAgain()))
      return send(url, { ...init, headers: { ...init.headers, ...csrfHeader() } }, true);
    throw refused;
  }
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return send<T>(apiPath(path, query), { headers: { accept: 'application/json' }, ...(signal && { signal }) });
}

export function post<T>(
  path: string,
  body: unknown,
  options: { query?: Query; idempotencyKey?: string; signal?: AbortSignal } = {},
): Promise<T> {
  return send<T>(apiPath(path, options.query), {
    method: 'POST',
    headers: unsafeHeaders(options.idempotencyKey),
    body: JSON.stringify(body ?? {}),
    ...(options.signal && { signal: options.signal }),
  });
}

export function remove<T = void>(path: string): Promise<T> {
  return send<T>(apiPath(path), { method: 'DELETE', headers: unsafeHeaders(), body: '{}' });
}

const csrfHeader = (): Record<string, string> => (csrfToken === undefined ? {} : { 'x-carillon-csrf': csrfToken });

function unsafeHeaders(idempotencyKey?: string): Record<string, string> {
  return {
    accept: 'application/json',
    'content-type': 'application/json',
    ...csrfHeader(),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
  };
}
