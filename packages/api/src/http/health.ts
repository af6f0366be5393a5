/** Health for load balancers: a status and no detail (SECURITY S9.4). */
import type { RunQueries } from '@carillon/core';
import type { FastifyInstance } from 'fastify';

export function addHealthRoutes(app: FastifyInstance, queries: Pick<RunQueries, 'ready'>): void {
  const options = { config: { access: 'public' }, schema: { hide: true } } as const;
  app.get('/health/live', options, () => ({ status: 'ok' }));
  // The routes answer only once the server listens, which is the end of the start.
  app.get('/health/startup', options, () => ({ status: 'ok' }));
  app.get('/health/ready', options, async (_request, reply) => {
    const isReady = await queries.ready();
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'not_ready' });
  });
}
