/** Signing in with a one-time code, and who one is. */
import type { Session, SignIn as SignInBody, SignInCode as SignInCodeView } from '@carillon/protocol';
import { Session as SessionSchema, SignIn as SignInSchema, SignInCode } from '@carillon/protocol';
import type { Principal } from '@carillon/core';
import type { Authenticator } from '../auth/authenticator.ts';
import { assertSameOrigin } from '../auth/csrf.ts';
import { SESSION_TTL_MS, type SignIn, signInLink } from '../auth/sign-in.ts';
import { createTokenBuckets } from '../auth/token-bucket.ts';
import { isSecure } from '../config.ts';
import { callerOf, limit, principalOf } from '../http/access-hooks.ts';
import { ref } from '../http/schemas.ts';
import { type ApiContext, type App } from './context.ts';
import { hashSecret } from '../auth/secrets.ts';

/** Tries per address (SECURITY S9.5). */
const SIGN_IN_RATE = { perSecond: 10 / 60, burst: 10 } as const;

export function addSessionRoutes(
  app: App,
  context: ApiContext,
  parts: { readonly authenticator: Authenticator; readonly signIn: SignIn },
): void {
  const { authenticator, signIn } = parts;
  const tries = createTokenBuckets(SIGN_IN_RATE, context.clock);
  const cookie = { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure(context.config) } as const;

  app.get('/session', {
    config: { access: { action: 'session.read', resource: 'session' } },
    schema: { tags: ['access'], summary: 'Who the caller is', response: { 200: ref(SessionSchema) } },
    handler: (request) => sessionView(context, principalOf(request)),
  });

  app.post<{ Body: SignInBody }>('/session', {
    config: { access: 'public' },
    schema: {
      tags: ['access'],
      summary: 'Redeem a one-time sign-in code',
      security: [],
      body: ref(SignInSchema),
      response: { 200: ref(SessionSchema) },
    },
    handler: async (request, reply) => {
      request.audit.action = { name: 'session.create', kind: 'session' };
      assertSameOrigin(request);
      limit(tries, request.ip, reply);
      const opened = await signIn.redeem(request.body.code);
      request.audit.principal = opened.principal;
      reply.setCookie(authenticator.cookieName, opened.cookie, { ...cookie, maxAge: SESSION_TTL_MS / 1000 });
      return sessionView(context, opened.principal);
    },
  });

  app.delete('/session', {
    config: { access: { action: 'session.end', resource: 'session' } },
    schema: { tags: ['access'], summary: 'End the session', response: { 204: { type: 'null' } } },
    handler: async (request, reply) => {
      const secret = request.cookies[authenticator.cookieName];
      if (secret !== undefined) await context.access.endSession(hashSecret(secret));
      authenticator.forget(callerOf(request).credential);
      return reply.clearCookie(authenticator.cookieName, cookie).code(204).send();
    },
  });

  app.post('/sign-in-codes', {
    config: { access: { action: 'sign_in_code.create', resource: 'session' } },
    schema: {
      tags: ['access'],
      summary: 'Make a link that signs one browser in, once',
      response: { 201: ref(SignInCode) },
    },
    handler: async (request, reply) => {
      const { code, expiresAt } = await signIn.newCode(principalOf(request).name);
      const view: SignInCodeView = {
        code,
        url: signInLink(context.publicUrl(), code),
        expiresAt: expiresAt.toISOString(),
      };
      return reply.code(201).send(view);
    },
  });
}

async function sessionView({ catalog, version }: ApiContext, principal: Principal): Promise<Session> {
  const [environments, projects] = await Promise.all([catalog.environments(principal), catalog.projects(principal)]);
  return {
    user: principal.name,
    tenant: principal.tenant,
    ...(principal.csrfToken === undefined ? {} : { csrfToken: principal.csrfToken }),
    version,
    environments: environments.map((environment) => environment.name),
    projects: projects.map((project) => project.name),
  };
}
