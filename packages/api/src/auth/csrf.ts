/** Requests that ride on a cookie must show that our own page made them (SECURITY S9.2). */
import { timingSafeEqual } from 'node:crypto';
import { CarillonError, type Principal, said, type Said } from '@carillon/core';
import type { FastifyRequest } from 'fastify';
import { hashSecret } from './secrets.ts';

export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function assertNotForged(request: FastifyRequest, principal: Principal): void {
  if (principal.by !== 'session' || SAFE_METHODS.has(request.method)) return;
  assertSameOrigin(request);
  const given = request.headers['x-carillon-csrf'];
  const isRight =
    typeof given === 'string' && timingSafeEqual(hashSecret(given), hashSecret(principal.csrfToken ?? ''));
  if (!isRight || !principal.csrfToken) throw forged(said`the header X-Carillon-CSRF is missing or not the session’s`);
  if (!request.headers['content-type']?.startsWith('application/json'))
    throw forged(said`the content type must be application/json`);
}

/** Browsers say where a request comes from; programs say nothing and carry no cookie either. */
export function assertSameOrigin(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) {
    if (site !== 'same-origin') throw forged(said`the request comes from another site`);
    return;
  }
  const { origin, host } = request.headers;
  if (origin !== undefined && hostOf(origin) !== host) throw forged(said`the request comes from another origin`);
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

function forged(message: Said): CarillonError {
  return new CarillonError({
    code: 'AUTH_CSRF',
    message,
    hint: said`Use the console, or a token instead of the session.`,
  });
}
