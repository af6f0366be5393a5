/** What a call can end in besides its answer: a refusal by the server, or no server at all. */
import type { Problem, ProblemItem } from '@carillon/protocol';
import type { Answer } from './fetch-whole.ts';

/**
 * The server said no. `code` is stable and meant for programs, `detail` for people.
 *
 * @example
 * ```ts
 * import { ApiError, createClient } from '@carillon/sdk';
 *
 * const client = createClient({ server: 'http://127.0.0.1:4400' });
 * try {
 *   await client.runs.start({ workflow: 'daily-report' });
 * } catch (error) {
 *   if (error instanceof ApiError && error.code === 'NOT_FOUND') console.error(error.detail);
 *   else throw error;
 * }
 * ```
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly errors: readonly ProblemItem[];
  readonly requestId: string | undefined;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.hint = problem.hint;
    this.errors = problem.errors ?? [];
    this.requestId = problem.instance;
  }
}

/** No answer came: wrong address, nothing listening, a broken line, or silence for too long. `cause` says which. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly server: string;

  constructor(server: string, cause: unknown) {
    super(`no answer from ${server}: ${rootMessage(cause)}`, { cause });
    this.server = server;
  }
}

/** `fetch` wraps the telling error ("connect ECONNREFUSED") in a "fetch failed". */
function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return rootMessage(error.cause);
  return error.message || ('code' in error ? String(error.code) : error.name);
}

/** The error behind a response that is not 2xx. A proxy's page instead of a problem still gives one. */
export async function readApiError(response: Answer): Promise<ApiError> {
  const text = await response.text();
  const requestId = response.headers.get('x-request-id');
  const problem = parseProblem(text);
  if (problem !== undefined) {
    return new ApiError(requestId === null ? problem : { instance: requestId, ...problem });
  }
  return new ApiError({
    type: 'about:blank',
    title: response.statusText || `HTTP ${response.status}`,
    status: response.status,
    detail: `HTTP ${response.status} from something that is not a Carillon server${text ? `: ${text.slice(0, 200)}` : ''}`,
    code: 'NOT_A_CARILLON_ANSWER',
    ...(requestId === null ? {} : { instance: requestId }),
  });
}

function parseProblem(text: string): Problem | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isProblem =
      typeof value === 'object' && value !== null && 'code' in value && 'status' in value && 'title' in value;
    return isProblem ? (value as Problem) : undefined;
  } catch {
    return undefined; // not JSON: the caller reports the text itself
  }
}
