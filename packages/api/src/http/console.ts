/** The console as built files. Every page of it is one document, given a fresh nonce each time. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { notFound } from './errors.ts';
import { ASSET_POLICY, consolePolicy } from './security-headers.ts';

const HINT = `This is a Carillon server. Its console has not been built here: run "npm run build" and start again.
The API is under /api/v1, its reference at /api/v1/docs.
`;
const YEAR_MS = 31_536_000_000;

export async function addConsole(
  app: FastifyInstance,
  directory: string | undefined,
  routes: readonly RouteOptions[],
): Promise<void> {
  const page = directory === undefined ? undefined : await readFile(join(directory, 'index.html'), 'utf8');
  if (directory !== undefined) await app.register((files) => addFiles(files, directory));
  app.setNotFoundHandler((request, reply) => {
    if (!wantsPage(request)) return notFound(request, reply, routes);
    return page === undefined ? reply.type('text/plain; charset=utf-8').send(HINT) : sendPage(reply, page);
  });
}

async function addFiles(files: FastifyInstance, directory: string): Promise<void> {
  files.addHook('onRoute', (route) => {
    route.config = { ...route.config, access: 'public' };
  });
  files.addHook('onRequest', async (_request, reply) => void reply.header('content-security-policy', ASSET_POLICY));
  // The build lays compressed ones beside them.
  const common = { decorateReply: false, index: false, schemaHide: true, preCompressed: true } as const;
  // Names of built files carry their hash, so they may be kept for ever.
  const assets = { root: join(directory, 'assets'), prefix: '/assets/', immutable: true, maxAge: YEAR_MS };
  await files.register(fastifyStatic, { ...common, ...assets });
  // The few others each get an address; the page itself is none of them, since it needs its nonce.
  const others = {
    root: directory,
    prefix: '/',
    wildcard: false,
    globIgnore: ['index.html', 'assets/**', '*.br', '*.gz'],
    cacheControl: false,
  };
  await files.register(fastifyStatic, { ...common, ...others });
}

/** Addresses of the console are made in the browser: whatever is not the API's is its one page. */
function wantsPage(request: FastifyRequest): boolean {
  const isPath = !/^\/(api(\/|$)|assets(\/|$)|health\/)/.test(request.url);
  return isPath && (request.method === 'GET' || request.method === 'HEAD');
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  return reply
    .header('content-security-policy', consolePolicy(nonce))
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page.replaceAll('__CSP_NONCE__', nonce));
}
