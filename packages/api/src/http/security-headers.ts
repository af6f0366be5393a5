/** Headers of every answer (SECURITY S9.1). */
import type { FastifyReply } from 'fastify';

const YEAR_SECONDS = 31_536_000;

const COMMON = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

/** What is not a page needs nothing from anywhere. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** A worker lives by the policy of its own script, which may load the other files. */
export const ASSET_POLICY = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'";

export function consolePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    'trusted-types default',
    "require-trusted-types-for 'script'",
  ].join('; ');
}

export function setSecurityHeaders(reply: FastifyReply, secure: boolean): void {
  reply.headers(COMMON);
  if (secure) reply.header('strict-transport-security', `max-age=${YEAR_SECONDS}; includeSubDomains`);
  if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', DATA_POLICY);
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
}
