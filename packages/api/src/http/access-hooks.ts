/**
 * Every request passes here, in this order: who asks, how often, whether a page of ours asks, whether it is
 * permitted. Routes without a declared access stop the start.
 */
import { CarillonError, type Principal, said } from '@carillon/core';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Authenticator, Caller } from '../auth/authenticator.ts';
import { type Access, assertAuthorized } from '../auth/authorize.ts';
import { assertNotForged } from '../auth/csrf.ts';
import type { TokenBuckets } from '../auth/token-bucket.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

export interface AccessParts {
  readonly authenticator: Authenticator;
  /** Per token or session. */
  readonly callers: TokenBuckets;
  /** Per tenant. */
  readonly tenants: TokenBuckets;
  /** Per address, for requests without good credentials. */
  readonly strangers: TokenBuckets;
}

export function addAccessHooks(
  app: FastifyInstance,
  { authenticator, callers, tenants, strangers }: AccessParts,
): readonly RouteOptions[] {
  const routes: RouteOptions[] = [];
  app.decorateRequest('caller', null);
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  app.addHook('onReady', async () => {
    const open = routes
      .filter((route) => route.config?.access === undefined)
      .map((route) => `${String(route.method)} ${route.url}`);
    if (open.length > 0) throw new Error(`routes without a declared access: ${open.join(', ')}`);
  });
  app.addHook('onRequest', async (request, reply) => {
    const { access } = request.routeOptions.config;
    if (access === undefined || access === 'public') return;
    const caller = await authenticator.authenticate(request).catch((error: unknown) => {
      limit(strangers, request.ip, reply);
      throw error;
    });
    // Before it is known whether he may: the audit names who was refused.
    request.caller = caller;
    limit(callers, caller.credential, reply);
    limit(tenants, String(caller.principal.tenantKey), reply, said`all requests of the tenant together are too many`);
    assertNotForged(request, caller.principal);
    assertAuthorized(caller.principal, access);
  });
  return routes;
}

export function limit(
  buckets: TokenBuckets,
  key: string,
  reply: FastifyReply,
  message = said`too many requests`,
): void {
  const taken = buckets.take(key);
  if (taken.ok) return;
  const seconds = Math.max(1, Math.ceil(taken.retryAfterMs / 1000));
  reply.header('retry-after', String(seconds));
  throw new CarillonError({ code: 'RATE_LIMITED', message, hint: said`Try again in ${seconds} s.` });
}

export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error(`the route ${request.routeOptions.url} is public and asked for its caller`);
  return request.caller;
}

export const principalOf = (request: FastifyRequest): Principal => callerOf(request).principal;
