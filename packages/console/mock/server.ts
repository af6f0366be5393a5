/**
 * Serves the built console under the policy of the real server, and a made-up installation behind it.
 * For development only: `npm run build -w packages/console && npm run mock -w packages/console`.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import type { TaskRun } from '@carillon/protocol';
import {
  artifacts,
  attemptsOf,
  documents,
  events,
  runs,
  schedules,
  STARTED,
  tasksOf,
  version,
  queues,
  workers,
  workflows,
} from './fixtures.ts';

const DIST = new URL('../dist/', import.meta.url).pathname;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const policy = (nonce: string) =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; trusted-types default; require-trusted-types-for 'script'`;

let signedIn = process.env['MOCK_SIGNED_OUT'] === undefined;
const problem = (status: number, code: string, title: string) => ({
  status,
  body: { type: 'about:blank', title, status, code, instance: 'req_7f3a' },
});
const ok = (body: unknown) => ({ status: 200, body });
const page = (items: readonly unknown[]) => ok({ items });
const taskBy = (id: string): TaskRun | undefined => [...tasksOf.values()].flat().find((task) => task.id === id);

function logText(task: TaskRun, attempt: number): string {
  const from = Date.parse(task.startedAt ?? new Date(STARTED).toISOString());
  const growing = task.endedAt === undefined ? Math.floor((Date.now() - from) / 120) : 40;
  const lines = Array.from({ length: Math.min(growing, 4_000) }, (_, n) => {
    const at = new Date(from + n * 97).toISOString();
    if (n === 0) return `${at} s Attempt ${attempt} starts on ${task.worker}`;
    if (n % 9 === 4)
      return `${at} o \u001b[32m✔\u001b[0m loaded \u001b[1m${n * 1_000}\u001b[0m rows from https://shop.example/orders?page=${n}`;
    if (n % 13 === 7)
      return `${at} e \u001b[33mWARN\u001b[0m slow answer of dwh-3: ${n * 31} ms, the row was "${'x'.repeat(n % 3 ? 4 : 120)}"`;
    if (n === 20) return `${at} o \u001b]0;title\u0007hostile\u001b[2J \u202etxt.exe\u202c`;
    return `${at} o batch ${n} of 40: 数据清洗 ok`;
  });
  if (task.state === 'failed' || attempt < task.attempt)
    lines.push(
      `${new Date(from + 4_000).toISOString()} e \u001b[31;1mERROR\u001b[0m connection refused: dwh-3:5432`,
      `${new Date(from + 4_010).toISOString()} s The process ended with exit code 3`,
    );
  return lines.map((line) => `${line}\n`).join('');
}

function answer(method: string, url: URL): { status: number; body: unknown } {
  const path = url.pathname.replace('/api/v1', '');
  const [, noun, a = '', b = '', c = '', d = ''] = path.split('/');
  if (method === 'POST' && noun === 'session') return (signedIn = true), ok({});
  if (method === 'DELETE' && noun === 'session') return (signedIn = false), { status: 204, body: undefined };
  if (!signedIn) return problem(401, 'AUTH_REQUIRED', 'Sign in first');
  if (noun === 'session')
    return ok({
      user: 'admin',
      tenant: 'default',
      csrfToken: 'x',
      version: '0.1.0',
      environments: ['dev', 'prod'],
      projects: ['default', 'retail'],
    });
  if (noun === 'workers') return page(workers);
  if (noun === 'queues') return page(queues);
  if (noun === 'schedules') return page(schedules);
  if (noun === 'workflows') {
    if (a === '') return page(url.searchParams.get('project') === 'default' ? workflows : []);
    const workflow = workflows.find(({ name }) => name === b);
    if (!workflow) return problem(404, 'NOT_FOUND', 'There is no such workflow');
    if (c === '') return ok(workflow);
    return d === ''
      ? page(Array.from({ length: workflow.version }, (_, n) => version(b, workflow.version - n)))
      : ok(version(b, Number(d)));
  }
  if (noun === 'runs' && a === '') return method === 'POST' ? ok(runs[0]) : listRuns(url);
  if (noun === 'runs') return aboutRun(a, b);
  const task = taskBy(a);
  if (noun !== 'task-runs' || !task) return problem(404, 'NOT_FOUND', 'There is no such task run');
  if (b === '') return ok(task);
  if (c === '') return page(attemptsOf.get(a) ?? []);
  const text = Buffer.from(logText(task, Number(c)));
  const offset = Number(url.searchParams.get('offset') ?? 0);
  return ok({
    text: text.subarray(offset).toString(),
    offset,
    nextOffset: text.length,
    complete: task.endedAt !== undefined,
  });
}

function listRuns({ searchParams }: URL) {
  const states = searchParams.get('state')?.split(',');
  const workflow = searchParams.get('workflow');
  const from = Number(searchParams.get('cursor') ?? 0);
  const to = from + Number(searchParams.get('limit') ?? 50);
  const found = runs.filter(
    (run) =>
      searchParams.get('project') === 'default' &&
      (!states || states.includes(run.state)) &&
      (!workflow || run.workflow === workflow),
  );
  return ok({ items: found.slice(from, to), ...(to < found.length && { nextCursor: String(to) }) });
}

function aboutRun(id: string, part: string) {
  const run = runs.find((each) => each.id === id);
  const document = run && documents.get(run.workflow);
  if (!run || !document) return problem(404, 'NOT_FOUND', 'There is no such run');
  const tasks = tasksOf.get(id) ?? [];
  if (part === 'tasks') return page(tasks);
  if (part === 'events') return page(events(run));
  if (part === 'artifacts') return page(artifacts(id));
  if (part === 'stop') return ok(Object.assign(run, { state: 'stopping' }));
  if (part !== 'graph') return ok(run);
  return ok({
    nodes: tasks.map(({ task, type, state, attempt, id: taskRun }) => ({
      task,
      type,
      state,
      attempt,
      taskRunId: taskRun,
    })),
    edges: Object.entries(document.tasks).flatMap(([to, { needs = [] }]) => needs.map((from) => ({ from, to }))),
  });
}

async function serveFile(path: string, response: ServerResponse): Promise<void> {
  const file = extname(path) === '' ? 'index.html' : normalize(path).replace(/^(\.\.[/\\])+/, '');
  const nonce = Math.random().toString(36).slice(2);
  try {
    const body = await readFile(join(DIST, file));
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    response.setHeader('content-security-policy', policy(nonce));
    response.end(file === 'index.html' ? body.toString().replaceAll('__CSP_NONCE__', nonce) : body);
  } catch {
    response.writeHead(404).end();
  }
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://mock');
  if (!url.pathname.startsWith('/api/')) return void serveFile(url.pathname, response);
  if (url.pathname === '/api/v1/stream') {
    response.writeHead(signedIn ? 200 : 401, { 'content-type': 'text/event-stream' }).write(': ping\n\n');
    return;
  }
  const { status, body } = answer(request.method ?? 'GET', url);
  response.writeHead(status, { 'content-type': status >= 400 ? 'application/problem+json' : 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

const port = Number(process.env['MOCK_PORT'] ?? 4490);
createServer(handle).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));
