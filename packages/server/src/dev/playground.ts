/**
 * What the example workflows talk to, on loopback and in `carillon dev` alone: the data sets of an npm
 * package as files, and a webhook that remembers its last calls. Workflows find it as `vars.playground_url`.
 *
 *   GET  /data/seattle-weather.csv    a file of the package vega-datasets
 *   POST /webhook                     receives a notification
 *   GET  /webhook                     the last notifications, newest first
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { LOOPBACK } from '../config.ts';

const KEPT_CALLS = 20;
const LARGEST_CALL = 64 * 1024;
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv; charset=utf-8',
  '.json': 'application/json',
};

export interface Playground {
  readonly url: string;
  stop(): Promise<void>;
}

interface Call {
  readonly at: string;
  readonly body: unknown;
}

/** `onCall` is told each notification's text. */
export async function startPlayground(onCall: (text: string) => void): Promise<Playground> {
  const directory = datasetDirectory();
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    route(request, response, { directory, calls, onCall }).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(`${String(error)}\n`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });
  return {
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function datasetDirectory(): string {
  const entry = createRequire(import.meta.url).resolve('vega-datasets');
  return path.join(entry.slice(0, entry.lastIndexOf('vega-datasets') + 'vega-datasets'.length), 'data');
}

interface Context {
  readonly directory: string;
  readonly calls: Call[];
  readonly onCall: (text: string) => void;
}

async function route(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://playground');
  const file = /^\/data\/([\w-]+\.(?:csv|json))$/.exec(pathname)?.[1];
  if (request.method === 'GET' && file) return sendFile(path.join(context.directory, file), response);
  if (request.method === 'POST' && pathname === '/webhook') return receive(request, response, context);
  if (request.method === 'GET' && pathname === '/webhook') return reply(response, 200, context.calls);
  reply(response, 404, { error: 'not here', paths: ['/data/seattle-weather.csv', '/webhook'] });
}

async function sendFile(file: string, response: ServerResponse): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return reply(response, 404, { error: `there is no data set ${path.basename(file)}` });
  response.writeHead(200, { 'content-type': CONTENT_TYPES[path.extname(file)], 'content-length': found.size });
  createReadStream(file).pipe(response);
}

async function receive(request: IncomingMessage, response: ServerResponse, { calls, onCall }: Context): Promise<void> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > LARGEST_CALL) return reply(response, 413, { error: `at most ${LARGEST_CALL} bytes` });
  }
  const body = parseJson(text);
  calls.unshift({ at: new Date().toISOString(), body });
  calls.length = Math.min(calls.length, KEPT_CALLS);
  const { text: said } = (body ?? {}) as { text?: unknown };
  onCall(typeof said === 'string' ? said : text.slice(0, 200));
  reply(response, 204);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function reply(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : `${JSON.stringify(body)}\n`);
}
