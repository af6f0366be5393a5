/** `GET /stream`: what happens, as it happens, resumable behind the last event seen. */
import { CarillonError, type FeedEvent, type RunQueries, type TenantScope, said } from '@carillon/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Authenticator } from '../auth/authenticator.ts';
import { isSecure } from '../config.ts';
import { callerOf } from '../http/access-hooks.ts';
import { InputError } from '../http/problem.ts';
import { setSecurityHeaders } from '../http/security-headers.ts';
import { type ApiContext, type App, notFound, runIdOf } from '../rest/context.ts';
import { listOf } from '../rest/query.ts';
import { cursorBefore, parseEventId } from './event-id.ts';
import { createEventLine, type EventLine } from './event-line.ts';
import type { FeedHub } from './feed-hub.ts';
import { createHeldEvents } from './held-events.ts';

const PING_MS = 15_000;
/** Session and right are looked at again this often (SECURITY S9.2). */
const RECHECK_MS = 60_000;
const MAX_STREAMS_PER_CALLER = 50;
const CATCH_UP_BATCH = 500;
/** Who was away longer reads anew: that is cheaper than telling it all. */
const MAX_CATCH_UP = 10_000;

const Topics = Type.Object({
  topics: Type.Array(Type.String({ maxLength: 2_000 }), {
    minItems: 1,
    maxItems: 50,
    description: '`runs`, or `run:<run id>`',
  }),
});

export function addStreamRoute(
  app: App,
  context: ApiContext,
  { hub, authenticator }: { readonly hub: FeedHub; readonly authenticator: Authenticator },
): void {
  const open = new Map<string, Set<EventLine>>();
  app.addHook('onClose', async () => {
    hub.stop();
    for (const lines of open.values()) for (const line of lines) line.end();
  });

  app.get<{ Querystring: Static<typeof Topics> }>('/stream', {
    config: { access: { action: 'event.read', resource: 'run' } },
    schema: {
      tags: ['events'],
      summary: 'Server-sent events; resume with Last-Event-ID',
      querystring: Topics,
      response: {
        200: {
          description: 'events `run`, and `reset` when too many were missed',
          content: { 'text/event-stream': { schema: { type: 'string' } } },
        },
      },
    },
    handler: async (request, reply) => {
      const { principal, credential } = callerOf(request);
      const wants = await wantedBy(listOf(request.query.topics), context.queries, principal);
      const lastId = request.headers['last-event-id'];
      const from = typeof lastId === 'string' && lastId !== '' ? parseEventId(lastId) : undefined;
      const lines = open.get(credential) ?? new Set();
      if (lines.size >= MAX_STREAMS_PER_CALLER) {
        throw new CarillonError({
          code: 'LIMIT_STREAMS',
          message: said`${MAX_STREAMS_PER_CALLER} streams are open with these credentials`,
          hint: said`Close one first.`,
        });
      }
      // Subscribed before the past is read: between the two nothing is lost, and what comes twice is told by its id.
      const held = createHeldEvents(() => reply.raw.destroy());
      let deliver = held.take;
      const leave = await hub.subscribe(principal.tenantKey, (events) => deliver(events));
      const start = from ?? {
        order: BigInt((await context.queries.feed(principal, undefined, 1)).cursor),
        seq: undefined,
      };
      const line = createEventLine(openResponse(reply, isSecure(context.config)), wants, start);
      lines.add(line);
      open.set(credential, lines);
      const timers = [
        setInterval(() => line.ping(), PING_MS),
        setInterval(() => void recheck(request, line, authenticator), RECHECK_MS),
      ];
      reply.raw.on('close', () => {
        for (const timer of timers) clearInterval(timer);
        leave();
        lines.delete(line);
        if (lines.size === 0) open.delete(credential);
      });
      try {
        if (from) await catchUp(context.queries, principal, line, cursorBefore(from));
        line.send(held.release());
        deliver = (events) => line.send(events);
      } catch (error) {
        context.log.warn({ err: error }, 'a stream could not be resumed');
        line.end(); // the client asks again behind the last event it saw
      }
    },
  });
}

function openResponse(reply: FastifyReply, secure: boolean): FastifyReply['raw'] {
  setSecurityHeaders(reply, secure); // the hooks see no hijacked answer
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  reply.raw.write(': ping\n\n');
  return reply.raw;
}

/** As fast as the reader takes it: only who falls behind the present is cut. */
async function catchUp(queries: RunQueries, tenant: TenantScope, line: EventLine, after: string): Promise<void> {
  let cursor = after;
  for (let missed = 0; !line.closed; ) {
    const page = await queries.feed(tenant, cursor, CATCH_UP_BATCH);
    missed += page.events.length;
    if (missed > MAX_CATCH_UP) return line.reset((await queries.feed(tenant, undefined, 1)).cursor);
    for (let i = 0; i < page.events.length; i += CATCH_UP_BATCH) {
      line.send(page.events.slice(i, i + CATCH_UP_BATCH));
      await line.drained();
    }
    if (!page.more) return;
    cursor = page.cursor;
  }
}

/** @throws CarillonError for a topic that is none, and for a run that is not the caller's */
async function wantedBy(
  topics: readonly string[],
  queries: RunQueries,
  tenant: TenantScope,
): Promise<(event: FeedEvent) => boolean> {
  const ids = new Set<string>();
  let all = false;
  for (const topic of topics) {
    if (topic === 'runs') all = true;
    else if (topic.startsWith('run:')) ids.add(await ownRun(topic.slice('run:'.length), queries, tenant));
    else throw unknownTopic();
  }
  return (event) => all || ids.has(event.runId);
}

async function ownRun(text: string, queries: RunQueries, tenant: TenantScope): Promise<string> {
  const id = runIdOf(text);
  if (!(await queries.run(tenant, id))) throw notFound('run');
  return id;
}

function unknownTopic(): InputError {
  const message = said`must be runs or run:<run id>`;
  return new InputError('VALIDATION_REQUEST', said`${'topics'} ${message}`, [
    { pointer: '/querystring/topics', code: 'VALIDATION_SCHEMA', message },
  ]);
}

async function recheck(request: FastifyRequest, line: EventLine, authenticator: Authenticator): Promise<void> {
  try {
    await authenticator.authenticate(request);
  } catch {
    line.end(); // the reason is told to the client when it asks again
  }
}
