/** An API of two tasks on a real port: enough of the server for the program to talk to. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Artifact, Run, RunEvent, TaskRun, Workflow } from '@carillon/sdk';
import { onTestFinished } from 'vitest';

export const RUN_ID = 'run_01J9ZZZZZZZZZZZZZZZZZZZZZZ';
const taskRunId = (no: number) => `tr_01J9ZZZZZZZZZZZZZZZZZZZZZ${no}`;

const ENDED = { allowed: false, code: 'RUN_ENDED', reason: 'The run has ended.' } as const;

export const RUN: Run = {
  apiVersion: 'carillon/v1',
  kind: 'Run',
  id: RUN_ID,
  project: 'default',
  environment: 'dev',
  workflow: 'hello',
  version: 3,
  state: 'success',
  trigger: { kind: 'manual', actor: 'admin' },
  params: { who: 'you' },
  createdAt: '2026-11-21T00:00:00.000Z',
  startedAt: '2026-11-21T00:00:00.000Z',
  endedAt: '2026-11-21T00:00:04.000Z',
  url: `http://console/runs/${RUN_ID}`,
  actions: {
    stop: ENDED,
    pause: ENDED,
    resume: ENDED,
    rerun: { allowed: true },
  },
};

export function task(name: string, no: number, more: Partial<TaskRun> = {}): TaskRun {
  return {
    apiVersion: 'carillon/v1',
    kind: 'TaskRun',
    id: taskRunId(no),
    runId: RUN_ID,
    task: name,
    type: 'shell',
    state: 'success',
    attempt: 1,
    startedAt: `2026-11-21T00:00:0${no}.000Z`,
    endedAt: `2026-11-21T00:00:0${no + 1}.500Z`,
    ...more,
  };
}

export const ARTIFACT: Artifact = {
  taskRunId: 'tr_1',
  task: 'greet',
  attempt: 1,
  name: 'page.html',
  contentType: 'text/html',
  size: 4,
  sha256: 'x',
  url: '/api/v1/task-runs/tr_1/attempts/1/artifacts/page.html',
};

export const WORKFLOW: Workflow = {
  apiVersion: 'carillon/v1',
  kind: 'Workflow',
  id: 'wf_01J9ZZZZZZZZZZZZZZZZZZZZZZ',
  project: 'default',
  name: 'hello',
  tags: [],
  lifecycle: 'active',
  version: 3,
  tasks: 2,
  schedules: [],
  lastRuns: [],
  updatedAt: '2026-11-20T00:00:00.000Z',
  actions: {
    start: { allowed: true },
    publish: { allowed: true },
    pause: { allowed: true },
    resume: { allowed: false, code: 'WORKFLOW_NOT_PAUSED', reason: 'The workflow is not paused.' },
  },
};

/** Of a log in one answer, as the server gives them. */
const SLICE_BYTES = 256 * 1024;

export interface FakeState {
  run: Run;
  tasks: readonly TaskRun[];
  logs: Record<string, string>;
  artifacts: readonly Artifact[];
  events: readonly RunEvent[];
}

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

export interface FakeApi {
  readonly url: string;
  readonly state: FakeState;
  readonly seen: readonly Seen[];
  /** Answers a path in another way than this API would. */
  answer(path: string, reply: (response: ServerResponse, seen: Seen) => void): void;
  /** Answers what this API does not know. */
  fallBack(reply: (response: ServerResponse) => void): void;
}

export function sendProblem(response: ServerResponse, status: number, code: string, more: object = {}): void {
  response
    .writeHead(status, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify({ type: 'about:blank', title: code, status, code, instance: 'req-1', ...more }));
}

/** What tells a command that it speaks to this one. */
export const at = (url: string) => ({ env: { CARILLON_SERVER: url, CARILLON_TOKEN: 'crl_api_x' } });

export async function startFakeApi(): Promise<FakeApi> {
  const state: FakeState = {
    run: RUN,
    tasks: [task('greet', 1), task('count', 2)],
    logs: { greet: 'Hello, you!\n', count: 'the greeting has 11 letters\n' },
    artifacts: [],
    events: [],
  };
  const seen: Seen[] = [];
  const answers = new Map<string, (response: ServerResponse, request: Seen) => void>();
  let unknown: (response: ServerResponse, path: string) => void = (response, path) =>
    sendProblem(response, 404, 'NOT_FOUND', { detail: `there is nothing at ${path}` });
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '', 'http://x');
    const text = Buffer.concat(chunks).toString();
    const { method = '', headers } = request;
    const one = {
      method,
      path: url.pathname.replace('/api/v1', ''),
      query: url.searchParams,
      authorization: headers.authorization,
      body: text && JSON.parse(text),
    };
    seen.push(one);
    (answers.get(one.path) ?? ((reply) => serveState(state, one, reply, unknown)))(response, one);
  };
  const server = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    seen,
    answer: (path, reply) => answers.set(path, reply),
    fallBack: (reply) => {
      unknown = reply;
    },
  };
}

function serveState(
  state: FakeState,
  { method, path, query }: Seen,
  response: ServerResponse,
  unknown: (response: ServerResponse, path: string) => void,
): void {
  const send = (body: unknown, status = 200) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const runPath = `/runs/${RUN_ID}`;
  const logOf = state.tasks.find(({ id }) => path.startsWith(`/task-runs/${id}/`))?.task;
  if (method === 'POST' && path === '/runs') return void send({ ...state.run, state: 'queued' }, 201);
  if (logOf !== undefined && path.endsWith('/log/search')) {
    const lines = (state.logs[logOf] ?? '').split('\n').map((text, n) => ({ line: n + 1, text }));
    const wanted = query.get('text') ?? '';
    const items = lines.filter(({ text }) => text.includes(wanted));
    return void send({ items, searched: 0, size: 0 });
  }
  if (logOf !== undefined) {
    const bytes = Buffer.from(state.logs[logOf] ?? '');
    const tail = query.get('tail');
    const offset = tail === null ? Number(query.get('offset') ?? 0) : Math.max(0, bytes.length - Number(tail));
    const nextOffset = Math.min(bytes.length, offset + SLICE_BYTES);
    const text = bytes.subarray(offset, nextOffset).toString();
    return void send({ text, offset, nextOffset, size: bytes.length, complete: nextOffset === bytes.length });
  }
  switch (path) {
    case '/runs':
      return void send({ items: [state.run] });
    case runPath:
      return void send(state.run);
    case `${runPath}/stop`:
      state.run = { ...state.run, state: 'stopping' };
      return void send(state.run);
    case `${runPath}/tasks`:
      return void send({ items: state.tasks });
    case `${runPath}/graph`:
      return void send({ nodes: state.tasks.map(({ task }) => ({ task })), edges: [{ from: 'greet', to: 'count' }] });
    case `${runPath}/artifacts`:
      return void send({ items: state.artifacts });
    case `${runPath}/events`:
      return void send({ items: state.events });
    case '/workflows':
      return void send({ items: [WORKFLOW] });
    case '/workflows/default/hello':
      return void send(WORKFLOW);
    case '/workflows/default/hello/versions/3':
      return void send({
        source: 'kind: Workflow\n',
        document: { params: { who: { type: 'string' }, times: { type: 'integer' } } },
      });
    case '/stream':
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': ping\n\n');
      return;
    default:
      return unknown(response, path);
  }
}
