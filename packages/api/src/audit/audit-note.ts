/** What a request has to say for the audit, gathered while it is answered. */
import type { AuditOrigin, Json, Principal } from '@carillon/core';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    audit: AuditNote;
  }
}

export interface AuditNote {
  /** The change writes its row in its own transaction. */
  isWritten: boolean;
  /** Of a public route that made one known. */
  principal?: Principal;
  /** Of a public route, which declares none. */
  action?: { readonly name: string; readonly kind: string };
  object?: { readonly id?: string; readonly name?: string };
  project?: string;
  environment?: string;
  before?: Json;
  after?: Json;
  /** What the route answers a change with: it tells what was changed, and where that lives. */
  answer?: unknown;
  /** Code of the error that the request ended with. */
  error?: string;
}

/**
 * Who asks and from where, for a change that writes its row in the audit in its own transaction: whoever
 * takes this hands it to the store. A change that does not is written by the hook, after it was made.
 */
export function auditOrigin(request: FastifyRequest, reason?: string): AuditOrigin {
  request.audit.isWritten = true;
  return originOf(request, reason);
}

/** Undefined for strangers. */
export function principalBehind({ audit, caller }: FastifyRequest): Principal | undefined {
  return audit.principal ?? caller?.principal;
}

export function originOf(request: FastifyRequest, reason: string | undefined): AuditOrigin {
  const principal = principalBehind(request);
  return {
    actor: principal?.name ?? 'anonymous',
    via: principal?.by ?? 'anonymous',
    address: request.ip,
    requestId: request.id,
    ...(reason === undefined ? {} : { reason }),
  };
}
