/** Idempotency keys (GUARANTEES 4.1): what a request stands for, so that its repetition is known. */
import { createHash } from 'node:crypto';
import { canonicalJson, CarillonError, type Principal, type StartRequest } from '@carillon/core';
import type { FastifyRequest } from 'fastify';

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

export function idempotencyOf(
  request: FastifyRequest,
  principal: Principal,
  route: string,
): StartRequest['idempotency'] {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new CarillonError({
      code: 'IDEMPOTENCY_KEY_INVALID',
      message: 'the header Idempotency-Key must be 1 to 255 visible characters',
    });
  }
  const bodyHash = createHash('sha256')
    .update(canonicalJson({ body: request.body as object, query: { ...(request.query as object) } }))
    .digest();
  return { principal: `account:${principal.accountKey}`, route, key, bodyHash };
}

export function keyReused(): CarillonError {
  return new CarillonError({
    code: 'IDEMPOTENCY_KEY_REUSED',
    message: 'the idempotency key was used before, with another body',
    hint: 'Use a fresh key for another request.',
  });
}
