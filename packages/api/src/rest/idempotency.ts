/** Idempotency keys (GUARANTEES 4.1): what a request stands for, so that its repetition is known. */
import { createHash } from 'node:crypto';
import { canonicalJson, CarillonError, type Idempotency, type MadeOnce, type Principal, said } from '@carillon/core';
import type { FastifyReply, FastifyRequest } from 'fastify';

export const IdempotencyHeader = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      maxLength: 255,
      description: 'a repetition with the same key is answered with what the first one made',
    },
  },
};

export function idempotencyOf(request: FastifyRequest, principal: Principal, route: string): Idempotency | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new CarillonError({
      code: 'IDEMPOTENCY_KEY_INVALID',
      message: said`the header Idempotency-Key must be 1 to 255 visible characters`,
    });
  }
  const bodyHash = createHash('sha256')
    .update(canonicalJson({ body: request.body as object, query: { ...(request.query as object) } }))
    .digest();
  return { principal: `account:${principal.accountKey}`, route, key, bodyHash };
}

/** What was made, now or before, of which the answer tells. @throws CarillonError where the key was another request's */
export function onceMade<T>(result: MadeOnce<T>, reply: FastifyReply): T {
  if (result.kind === 'key_reused') throw keyReused();
  if (result.kind === 'replayed') reply.header('idempotency-replayed', 'true');
  return result.made;
}

export function keyReused(): CarillonError {
  return new CarillonError({
    code: 'IDEMPOTENCY_KEY_REUSED',
    message: said`the idempotency key was used before, with another body`,
    hint: said`Use a fresh key for another request.`,
  });
}
