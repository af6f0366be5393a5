/**
 * Says of requests that come near a bound of the platform that they do: a header of the answer, a line of the log, a
 * metric. Beyond the bound the request is refused.
 */
import { nearLimit, type Reason, reasonText } from '@carillon/core';
import type { Logger, Metrics } from '@carillon/runtime';
import type { FastifyInstance, FastifyReply } from 'fastify';

declare module 'fastify' {
  interface FastifyReply {
    /** Undefined: nothing is near. */
    near(reason: Reason | undefined): void;
  }
}

const HEADER = 'carillon-limit-near';

export function addNearLimits(app: FastifyInstance, metrics: Metrics, log: Logger): void {
  const near = metrics.counter('limit_near_total', 'Requests near a bound of the platform', ['limit']);
  app.decorateReply('near', function (this: FastifyReply, reason) {
    if (!reason?.params) return;
    const { what, used, limit } = reason.params;
    near.inc({ limit: String(what) });
    log.info({ ...reason.params, code: reason.code, requestId: this.request.id }, reasonText(reason));
    const before = this.getHeader(HEADER);
    this.header(HEADER, [...(before === undefined ? [] : [before]), `${what}=${used}/${limit}`].join(', '));
  });
  app.addHook('preValidation', async ({ headers, routeOptions: { bodyLimit } }, reply) =>
    reply.near(
      bodyLimit === undefined ? undefined : nearLimit('body', Number(headers['content-length'] ?? 0), bodyLimit),
    ),
  );
}
