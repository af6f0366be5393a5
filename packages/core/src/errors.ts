/**
 * Every error that leaves the product: a stable code, and what it means on each surface. The table is the
 * contract; docs/reference/errors.md is held to it by a test. A message names the value and the fix.
 */
import type { Json } from './definition/document.ts';
import { type Refusal, refusalText } from './refusals.ts';
import type { Said } from './said.ts';
import type { FaultClass } from './run/states.ts';

/** Names of the gRPC status codes that the gateway answers with. */
export type GrpcCode =
  | 'INVALID_ARGUMENT'
  | 'UNAUTHENTICATED'
  | 'PERMISSION_DENIED'
  | 'NOT_FOUND'
  | 'ABORTED'
  | 'FAILED_PRECONDITION'
  | 'RESOURCE_EXHAUSTED'
  | 'UNIMPLEMENTED'
  | 'UNAVAILABLE'
  | 'DEADLINE_EXCEEDED'
  | 'INTERNAL';

export interface ErrorKind {
  /** The same for every occurrence. */
  readonly title: string;
  readonly http: number;
  readonly grpc: GrpcCode;
  /** Exit code of the command line (UX §5). */
  readonly exit: number;
  /** Whether the same request may succeed later without a change. */
  readonly retryable: boolean;
  readonly fault: FaultClass;
}

const invalid = { grpc: 'INVALID_ARGUMENT', retryable: false, fault: 'user_config' } as const;
const login = { http: 401, grpc: 'UNAUTHENTICATED', exit: 4, retryable: false, fault: 'user_config' } as const;
const tooMuch = { grpc: 'RESOURCE_EXHAUSTED', exit: 1, retryable: false, fault: 'user_config' } as const;
const away = { http: 503, grpc: 'UNAVAILABLE', retryable: true, fault: 'infrastructure' } as const;

export const ERRORS = {
  VALIDATION_MALFORMED: { ...invalid, title: 'The request cannot be read', http: 400, exit: 2 },
  VALIDATION_REQUEST: { ...invalid, title: 'The request has a wrong shape', http: 400, exit: 2 },
  VALIDATION_CURSOR: { ...invalid, title: 'The page cursor is not one of this list', http: 400, exit: 2 },
  VALIDATION_METHOD: { ...invalid, title: 'The method is not allowed here', http: 405, exit: 2, grpc: 'UNIMPLEMENTED' },
  VALIDATION_MEDIA_TYPE: { ...invalid, title: 'The content type is not accepted', http: 415, exit: 2 },
  VALIDATION_DOCUMENT: { ...invalid, title: 'A document is not valid', http: 422, exit: 3 },
  VALIDATION_PARAMS: { ...invalid, title: 'A parameter of the run is not valid', http: 422, exit: 2 },
  VALIDATION_DATE: { ...invalid, title: 'The logical date cannot be used', http: 422, exit: 2 },
  VALIDATION_CONFIRM: { ...invalid, title: 'The number of runs was not confirmed', http: 422, exit: 2 },
  AUTH_REQUIRED: { ...login, title: 'Sign in first' },
  AUTH_TOKEN_INVALID: { ...login, title: 'The token is not valid' },
  AUTH_SESSION_EXPIRED: { ...login, title: 'The session has ended' },
  AUTH_CODE_INVALID: { ...login, title: 'The sign-in code is not valid' },
  AUTH_CSRF: { ...login, title: 'The request does not come from the console', http: 403, grpc: 'PERMISSION_DENIED' },
  PERMISSION_DENIED: { ...login, title: 'This is not permitted', http: 403, grpc: 'PERMISSION_DENIED' },
  NOT_FOUND: { ...invalid, title: 'Not found', http: 404, grpc: 'NOT_FOUND', exit: 5 },
  CONFLICT_STATE: {
    ...invalid,
    title: 'Its state does not allow this',
    http: 409,
    grpc: 'FAILED_PRECONDITION',
    exit: 6,
  },
  CONFLICT_LIFECYCLE: {
    ...invalid,
    title: 'The workflow takes no new runs',
    http: 410,
    grpc: 'FAILED_PRECONDITION',
    exit: 6,
  },
  CONFLICT_DUPLICATE: {
    ...invalid,
    title: 'Another run has its unique key',
    http: 409,
    grpc: 'FAILED_PRECONDITION',
    exit: 6,
  },
  CONFLICT_BUSY: {
    ...invalid,
    title: 'Somebody else is changing this',
    http: 409,
    grpc: 'ABORTED',
    exit: 6,
    retryable: true,
  },
  PLAN_STALE: {
    ...invalid,
    title: 'The plan is no longer what would be done',
    http: 409,
    grpc: 'FAILED_PRECONDITION',
    exit: 6,
  },
  IDEMPOTENCY_KEY_INVALID: { ...invalid, title: 'The idempotency key cannot be used', http: 400, exit: 2 },
  IDEMPOTENCY_KEY_REUSED: { ...invalid, title: 'The idempotency key was used for another request', http: 422, exit: 6 },
  LIMIT_BODY: { ...tooMuch, title: 'The body is too large', http: 413 },
  LIMIT_HEADERS: { ...tooMuch, title: 'The headers are too large', http: 431 },
  LIMIT_PARAMS: { ...tooMuch, title: 'The parameters are too large', http: 422 },
  LIMIT_BACKFILL: { ...tooMuch, title: 'The backfill has too many dates', http: 422, exit: 2 },
  LIMIT_FIRINGS: { ...tooMuch, title: 'There are too many firings', http: 422, exit: 2 },
  LIMIT_SIGNALS: { ...tooMuch, title: 'The run keeps too many signals', http: 429, retryable: true },
  LIMIT_QUEUED_RUNS: { ...tooMuch, title: 'Too many runs wait', http: 429, retryable: true },
  LIMIT_STREAMS: { ...tooMuch, title: 'Too many streams are open', http: 429, retryable: true },
  LIMIT_OVERLOAD: { ...away, title: 'The server has too much to do', exit: 1, fault: 'platform' },
  RATE_LIMITED: { ...tooMuch, title: 'Too many requests', http: 429, retryable: true },
  STORE_BUSY: { ...away, title: 'All connections to the database are in use', exit: 1 },
  STORE_UNAVAILABLE: { ...away, title: 'The database does not answer', exit: 1 },
  STORE_READ_ONLY: { ...away, title: 'The database takes no writes', exit: 1 },
  STORE_SECRET_KEY: {
    ...away,
    title: 'This server has no key for secrets',
    exit: 1,
    grpc: 'FAILED_PRECONDITION',
    retryable: false,
  },
  WORKER_REFUSED: { ...invalid, title: 'The worker cannot join', http: 403, grpc: 'PERMISSION_DENIED', exit: 1 },
  INTERNAL_TIMEOUT: {
    ...away,
    title: 'The request took too long',
    http: 503,
    grpc: 'DEADLINE_EXCEEDED',
    exit: 1,
    fault: 'platform',
  },
  INTERNAL: {
    title: 'Something went wrong here',
    http: 500,
    grpc: 'INTERNAL',
    exit: 1,
    retryable: false,
    fault: 'platform',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

export function errorKind(code: ErrorCode): ErrorKind {
  return ERRORS[code];
}

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}

export interface ErrorParts {
  readonly code: ErrorCode;
  /** What is wrong, with the value that is. For people, without internals. */
  readonly message: Said;
  /** What to do about it. */
  readonly hint?: Said | undefined;
  /** Why it is not allowed, in place of a hint. */
  readonly refusal?: Refusal;
  /** Facts for programs: they are shown to the caller. */
  readonly details?: Readonly<Record<string, Json>>;
  /** Kept for the log, never shown. */
  readonly cause?: unknown;
}

/** The one class: an error must be throwable, keep its stack, and be told apart from a bug. */
export class CarillonError extends Error {
  readonly code: ErrorCode;
  readonly said: { readonly message: Said; readonly hint: Said | undefined };
  readonly hint: string | undefined;
  readonly refusal: Refusal | undefined;
  readonly details: Readonly<Record<string, Json>>;

  constructor(parts: ErrorParts) {
    super(String(parts.message), 'cause' in parts ? { cause: parts.cause } : undefined);
    this.name = 'CarillonError';
    this.code = parts.code;
    this.said = { message: parts.message, hint: parts.hint };
    this.hint = parts.hint?.toString() ?? (parts.refusal && refusalText(parts.refusal));
    this.refusal = parts.refusal;
    this.details = parts.details ?? {};
  }
}
