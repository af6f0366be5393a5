/** Tokens for programs and workers (SECURITY S2.7): each has the rights of the account that made it. */
import { CarillonError, formatId, type MadeOnce, parseId, type TokenRecord, said } from '@carillon/core';
import { type CreatedToken, CreatedToken as CreatedTokenSchema, CreateToken } from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { auditOrigin } from '../audit/audit-note.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { createToken, tokenLifeMs } from '../auth/tokens.ts';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { IdempotencyHeader, idempotencyOf, keyReused } from './idempotency.ts';
import { tokenView } from './views.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });

export function addTokenRoutes(
  app: App,
  { access, clock }: ApiContext,
  parts: { readonly authenticator: Authenticator },
): void {
  app.get('/tokens', {
    config: { access: { action: 'token.read', resource: 'token' } },
    schema: { tags: ['access'], summary: 'Tokens, without their secrets', response: { 200: pageRef('TokenPage') } },
    handler: async (request) => ({ items: (await access.tokens(principalOf(request))).map(tokenView) }),
  });

  app.post<{ Body: CreateToken }>('/tokens', {
    config: { access: { action: 'token.create', resource: 'token' } },
    schema: {
      tags: ['access'],
      summary: 'Make a token; its secret is shown this once',
      headers: IdempotencyHeader,
      body: ref(CreateToken),
      response: { 201: ref(CreatedTokenSchema) },
    },
    handler: async (request, reply) => {
      const { tokenKind: kind, name, expiresIn } = request.body;
      const expiresAt = new Date(clock.now() + tokenLifeMs(expiresIn));
      const { id, text, hash } = createToken(kind);
      const principal = principalOf(request);
      const idempotency = idempotencyOf(request, principal, 'POST /tokens');
      const token = { id, account: principal.name, kind, name, secretHash: hash, expiresAt, idempotency };
      const made = newlyMade(await access.addToken(token, auditOrigin(request)));
      return reply.code(201).send({ ...tokenView(made), secret: text } satisfies CreatedToken);
    },
  });

  app.post<{ Params: Static<typeof ById> }>('/tokens/:id/revoke', {
    config: { access: { action: 'token.revoke', resource: 'token' } },
    schema: {
      tags: ['access'],
      summary: 'End a token; other servers may take it for five seconds more',
      params: ById,
      response: { 204: { type: 'null' } },
    },
    handler: async (request, reply) => {
      const id = parseId('tok', request.params.id);
      const hash =
        id === undefined ? undefined : await access.revokeToken(principalOf(request), id, auditOrigin(request));
      if (!hash) throw notFound('token');
      parts.authenticator.forgetToken(hash);
      return reply.code(204).send();
    },
  });
}

/** @throws CarillonError for a repetition: its secret is kept nowhere, so that it cannot be answered as the first was */
function newlyMade(result: MadeOnce<TokenRecord>): TokenRecord {
  if (result.kind === 'made') return result.made;
  if (result.kind === 'key_reused') throw keyReused();
  throw new CarillonError({
    code: 'CONFLICT_STATE',
    message: said`this idempotency key has made the token ${formatId('tok', result.made.id)}, whose secret was shown then alone`,
    hint: said`If that answer is lost, revoke the token and make another with a fresh key.`,
  });
}
