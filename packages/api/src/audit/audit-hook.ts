/**
 * Every request that may change something leaves a row in the audit, whatever became of it: done, denied or
 * failed (SECURITY S10.1). A change of ours writes the row itself, with itself; for all others it is written
 * here, before the answer leaves. Reading logs, artifacts and the audit leaves a row as well, now and then.
 */
import { type AuditEntry, type AuditStore, type Json, PLATFORM_AUDIT, type TenantScope } from '@carillon/core';
import type { Clock, Logger } from '@carillon/runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createTokenBuckets } from '../auth/token-bucket.ts';
import { createExpiringCache } from '../expiring-cache.ts';
import { SAFE_METHODS } from '../auth/csrf.ts';
import { type AuditNote, originOf, principalBehind } from './audit-note.ts';
import { createAuditWriter } from './audit-writer.ts';

/** Actions that change nothing, though their input needs a body. */
const READING = /\.(read|validate|preview)$/;
/** A text that is being written, saved while one types: it is told when it is published. */
const UNTOLD: ReadonlySet<string> = new Set(['draft.save']);
/** Reads that are told: what they show may be anything. */
const TOLD_READS: ReadonlySet<string> = new Set(['log.read', 'artifact.read', 'audit.read']);
const TOLD_AGAIN_MS = 10 * 60_000;
/** Hundreds a second, each with a row of its own that names who asked: the answer does not wait for the audit's. */
const UNAWAITED: ReadonlySet<string> = new Set(['run.start']);
/** Of strangers only what looks like guessing is kept, and only so much of each kind from an address. */
const GUESSES: ReadonlySet<string> = new Set(['AUTH_TOKEN_INVALID', 'AUTH_CODE_INVALID']);
const GUESS_RATE = { perSecond: 1 / 30, burst: 10 } as const;
const KEPT_READS = 10_000;

export function addAuditHook(
  app: FastifyInstance,
  { audit, clock, log }: { readonly audit: AuditStore; readonly clock: Clock; readonly log: Logger },
): void {
  const writer = createAuditWriter(audit);
  const guesses = createTokenBuckets(GUESS_RATE, clock);
  const told = createExpiringCache<true>({ ttlMs: TOLD_AGAIN_MS, capacity: KEPT_READS, clock });

  app.decorateRequest('audit', null as unknown as AuditNote);
  app.addHook('onRequest', async (request) => {
    request.audit = { isWritten: false };
  });
  app.addHook('preSerialization', async (request, _reply, payload) => {
    if (!SAFE_METHODS.has(request.method)) request.audit.answer = payload;
    return payload;
  });
  app.addHook('onError', async (request, _reply, error) => {
    request.audit.error = error.code;
  });
  app.addHook('onClose', () => writer.idle());
  app.addHook('onSend', async (request, reply) => {
    const row = await rowOf(request, reply.statusCode);
    if (!row) return;
    const { tenant, entry, isChange } = row;
    const failed = (error: unknown): void =>
      log.error({ err: error, entry }, 'a row of the audit could not be written');
    if (entry.outcome === 'done' && UNAWAITED.has(entry.action)) return void writer.gather(tenant, entry).catch(failed);
    await writer.write(tenant, entry).catch((error: unknown) => {
      failed(error);
      if (isChange && entry.outcome === 'done') throw error;
    });
  });

  async function rowOf(
    request: FastifyRequest,
    status: number,
  ): Promise<{ tenant: TenantScope; entry: AuditEntry; isChange: boolean } | undefined> {
    const { access } = request.routeOptions.config;
    const { action: own, isWritten, error } = request.audit;
    const principal = principalBehind(request);
    const action = access === undefined || access === 'public' ? own?.name : access.action;
    const kind = access === undefined || access === 'public' ? own?.kind : access.resource;
    if (action === undefined || kind === undefined || isPutOff(status, error)) return undefined;
    const outcome = status === 401 || status === 403 ? 'denied' : status >= 400 ? 'failed' : 'done';
    const isChange = !SAFE_METHODS.has(request.method) && !READING.test(action) && !UNTOLD.has(action);
    if (outcome === 'done' && isWritten) return undefined;
    if (!principal && !(error !== undefined && GUESSES.has(error) && guesses.take(`${error} ${request.ip}`).ok))
      return undefined;
    if (outcome !== 'denied' && !isChange && !(outcome === 'done' && TOLD_READS.has(action))) return undefined;
    if (outcome === 'done' && !isChange && !(await isNews(request, principal?.accountKey))) return undefined;
    const entry: AuditEntry = {
      ...originOf(request, reasonIn(request.body)),
      action,
      ...placeOf(request, kind),
      outcome,
      ...contentOf(request.audit, outcome, status),
    };
    return { tenant: principal ?? PLATFORM_AUDIT, entry, isChange };
  }

  /** Following a log asks for it twice a second: one row says it. */
  async function isNews(request: FastifyRequest, account: number | undefined): Promise<boolean> {
    const [path] = request.url.split('?', 1);
    let isNew = false;
    await told.get(`${account} ${path}`, async () => (isNew = true));
    return isNew;
  }
}

/** To be asked again: rows of such requests would keep up the very load that they are put off for. */
const isPutOff = (status: number, error: string | undefined): boolean => status === 429 || error === 'LIMIT_OVERLOAD';

function contentOf(
  note: AuditNote,
  outcome: AuditEntry['outcome'],
  status: number,
): Pick<AuditEntry, 'before' | 'after'> {
  if (outcome !== 'done') return { after: { status, ...(note.error === undefined ? {} : { code: note.error }) } };
  return {
    ...(note.before === undefined ? {} : { before: note.before }),
    ...(note.after === undefined ? {} : { after: note.after }),
  };
}

/** Where the route says nothing: what stands in its address, else in its answer. */
function placeOf(request: FastifyRequest, kind: string): Pick<AuditEntry, 'object' | 'project' | 'environment'> {
  const params = texts(request.params);
  const query = texts(request.query);
  const answer = texts(request.audit.answer);
  const {
    object = {},
    project = params['project'] ?? answer['project'],
    environment = query['environment'] ?? answer['environment'],
  } = request.audit;
  const { id = params['id'] ?? answer['id'], name = params['name'] ?? answer['name'] } = object;
  return {
    object: { kind, ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) },
    ...(project === undefined ? {} : { project }),
    ...(environment === undefined ? {} : { environment }),
  };
}

const LONGEST = 256;

function texts(values: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries((values ?? {}) as Readonly<Record<string, Json>>);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.slice(0, LONGEST)]] : [])),
  );
}

function reasonIn(body: unknown): string | undefined {
  const reason = (body as { reason?: unknown } | null | undefined)?.reason;
  return typeof reason === 'string' ? reason.slice(0, 2_000) : undefined;
}
