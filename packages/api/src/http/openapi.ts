/** The OpenAPI document, made from the routes themselves, and its page, which needs no other host. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

export const API_PREFIX = '/api/v1';

export async function addOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Carillon',
        version: 'v1',
        description:
          'Workflows, their runs and all that belongs to them. Errors are `application/problem+json` with stable codes.',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'An API token (`crl_api_…`).' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'carillon',
            description: 'Unsafe methods also need the header `X-Carillon-CSRF`.',
          },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, i) => (typeof json.$id === 'string' ? json.$id : `def-${i}`),
    },
  });
}

/** After all routes: the page lists what is there. */
export async function addOpenApiRoutes(app: FastifyInstance): Promise<void> {
  app.get(`${API_PREFIX}/openapi.json`, { config: { access: 'public' }, schema: { hide: true } }, () => app.swagger());
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    await docs.register(swaggerUi, {
      routePrefix: `${API_PREFIX}/docs`,
      staticCSP: true,
      uiConfig: { persistAuthorization: false },
    });
  });
}
