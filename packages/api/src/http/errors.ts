/** Turns whatever goes wrong into a problem, also what goes wrong before there is a request. */
import { CarillonError, said } from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { PROBLEM_TYPE, problemOf } from './problem.ts';
import { allowedMethods } from './route-match.ts';

export function sendProblem(reply: FastifyReply, error: unknown): FastifyReply {
  const { problem } = problemOf(error, reply.request.id);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="carillon"');
  if ((problem.status === 503 || problem.status === 429) && !reply.hasHeader('retry-after'))
    reply.header('retry-after', problem.code === 'LIMIT_OVERLOAD' ? '10' : '1');
  // Serialised here: the route's own serialisers know only its good answers.
  return reply.code(problem.status).type(PROBLEM_TYPE).serializer(String).send(JSON.stringify(problem));
}

export function addErrorHandler(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((thrown: FastifyError, request, reply) => {
    const error = thrown.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? tooLarge(request) : thrown;
    const { problem, expected } = problemOf(error, request.id);
    if (!expected)
      log.error(
        { err: error, requestId: request.id, route: request.routeOptions.url, code: problem.code },
        'a request failed',
      );
    return sendProblem(reply, error);
  });
}

/** Fastify does not say how much the route takes. */
function tooLarge({ routeOptions: { bodyLimit } }: FastifyRequest): CarillonError {
  const message = said`the body is larger than the ${bodyLimit / 1024 / 1024} MiB that this route takes`;
  return new CarillonError({ code: 'LIMIT_BODY', message });
}

export function notFound(request: FastifyRequest, reply: FastifyReply, routes: readonly RouteOptions[]): FastifyReply {
  const [path = ''] = request.url.split('?', 1);
  const methods = allowedMethods(routes, path);
  if (methods.length === 0)
    return sendProblem(
      reply,
      new CarillonError({ code: 'NOT_FOUND', message: said`there is nothing at this address` }),
    );
  reply.header('allow', methods.join(', '));
  const message = said`this address takes ${methods.join(', ')}`;
  return sendProblem(reply, new CarillonError({ code: 'VALIDATION_METHOD', message }));
}
