/**
 * The port for machines that watch: metrics, and health with its reasons. Loopback unless told otherwise,
 * since it names parts and errors; the main port answers health with a status alone.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

export interface Health {
  /** True once the start is over; a probe must wait longer until then, not kill. */
  isStarted(): boolean;
  /** What must work before requests are welcome, by name: undefined, or the sentence that says what is wrong. */
  readonly checks: Readonly<Record<string, () => Promise<string | undefined>>>;
}

export interface OpsServer {
  readonly port: number;
  stop(): Promise<void>;
}

export async function startOpsServer(options: {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly metrics: Metrics;
  readonly health: Health;
}): Promise<OpsServer> {
  const { metrics, health } = options;
  const server = createServer((request, response) => {
    answer(request.url ?? '/', metrics, health, response).catch((error: unknown) => {
      reply(response, 500, { status: 'failed', error: String(error) });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(url: string, metrics: Metrics, health: Health, response: ServerResponse): Promise<void> {
  switch (url.split('?', 1)[0]) {
    case '/metrics':
      response.setHeader('content-type', metrics.registry.contentType);
      response.end(await metrics.registry.metrics());
      return;
    case '/health/live':
      return reply(response, 200, { status: 'ok' });
    case '/health/startup':
      return reply(response, health.isStarted() ? 200 : 503, { status: health.isStarted() ? 'ok' : 'starting' });
    case '/health/ready': {
      const checks = await runChecks(health);
      const isReady = health.isStarted() && Object.values(checks).every((result) => result === 'ok');
      return reply(response, isReady ? 200 : 503, { status: isReady ? 'ok' : 'not_ready', checks });
    }
    default:
      reply(response, 404, {
        status: 'unknown',
        paths: ['/metrics', '/health/live', '/health/ready', '/health/startup'],
      });
  }
}

async function runChecks(health: Health): Promise<Record<string, string>> {
  const entries = Object.entries(health.checks).map(async ([name, check]) => {
    const problem = await check().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    return [name, problem ?? 'ok'] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
