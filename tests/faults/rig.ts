/** Two servers and a worker as processes, each server with a way of its own to a PostgreSQL that is harmed. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createFirstToken } from '@carillon/server';
import { freePort, startTcpProxy, type TcpProxy } from '@carillon/testkit/services';
import { type Program, type Settings, startProgram } from '../e2e/program.ts';
import { until } from '../e2e/until.ts';
import { createPostgres, type HarmedPostgres, type PostgresOptions, removeEveryPostgres } from './postgres.ts';

const SERVERS = 2;
const ANSWER_MS = 20_000;

export interface Answer {
  /** 0: none came. */
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly ms: number;
}

export interface Rig {
  readonly directory: string;
  readonly ways: readonly TcpProxy[];
  /** The one that is the primary now. */
  postgres: HarmedPostgres;
  ask(server: number, method: 'GET' | 'POST', path: string, body?: object, key?: string): Promise<Answer>;
  /** A run through one server, from its start to its end. @throws while the platform cannot carry one out */
  roundTrip(server: number): Promise<void>;
  /** Starts a task that runs until its file is written; which is what the returned function does. */
  hold(name: string): Promise<{ readonly runId: string; release(): Promise<void> }>;
  /** Processes that ended though nobody asked for it. */
  deaths(): readonly string[];
  remove(): Promise<void>;
}

export interface RigOptions extends PostgresOptions {
  /** Calls off what is being built: nothing is left of it. */
  readonly signal?: AbortSignal;
}

export async function buildRig({ signal, ...options }: RigOptions = {}): Promise<Rig> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'carillon-rig-'));
  const postgres = await createPostgres(options);
  const programs: { readonly name: string; readonly program: Program }[] = [];
  const ways: TcpProxy[] = [];
  const urls: string[] = [];
  const grpc: number[] = [];
  const start = (name: string, words: readonly string[], settings: Settings): Program => {
    const program = startProgram(words, { CARILLON_DATA_DIR: path.join(directory, name), ...settings });
    programs.push({ name, program });
    return program;
  };
  let token = '';

  const rig: Rig = {
    directory,
    ways,
    postgres,
    async ask(server, method, route, body, key) {
      const from = performance.now();
      const answer = await fetch(`${urls[server]}/api/v1${route}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(ANSWER_MS),
      }).then(
        async (response) => ({ status: response.status, text: await response.text() }),
        () => ({ status: 0, text: '' }),
      );
      const { status, text } = answer;
      return { status, body: text === '' ? {} : (JSON.parse(text) as Answer['body']), ms: performance.now() - from };
    },
    async roundTrip(server) {
      const started = await rig.ask(server, 'POST', '/runs', { workflow: 'quick' });
      if (started.status !== 201) throw new Error(`not started: ${started.status} ${JSON.stringify(started.body)}`);
      await until('the end of a run', async () => {
        const { body } = await rig.ask(server, 'GET', `/runs/${String(started.body['id'])}`);
        return body['state'] === 'success';
      });
    },
    async hold(name) {
      const file = path.join(directory, `${name}.go`);
      // A server under load may put new runs off for a while.
      const runId = await until('a held run', async () => {
        const { status, body } = await rig.ask(0, 'POST', '/runs', { workflow: 'held', params: { file } }, name);
        return status === 201 && String(body['id']);
      });
      await until('a held task', async () => (await rig.ask(0, 'GET', `/runs/${runId}`)).body['state'] === 'running');
      return { runId, release: () => writeFile(file, '') };
    },
    deaths: () =>
      programs
        .filter(({ program }) => program.hasEnded())
        .map(({ name, program }) => `${name}: ${program.said().slice(-600)}`),
    async remove() {
      for (const { program } of programs) {
        program.signal('SIGKILL');
        await program.ended;
      }
      for (const way of ways) await way.stop();
      await removeEveryPostgres();
      await rm(directory, { recursive: true, force: true });
    },
  };
  // Whoever waits for one of them goes on then.
  signal?.addEventListener('abort', () => {
    for (const { program } of programs) program.signal('SIGKILL');
  });
  try {
    for (let index = 0; index < SERVERS; index++) {
      signal?.throwIfAborted();
      const [http, grpcPort, metrics] = [await freePort(), await freePort(), await freePort()];
      const way = await startTcpProxy(postgres.port);
      ways.push(way);
      urls.push(`http://127.0.0.1:${http}`);
      grpc.push(grpcPort);
      const server = start(`server-${index + 1}`, ['server', 'run'], {
        CARILLON_DATABASE_URL: postgres.url.replace(String(postgres.port), String(way.port)),
        CARILLON_HTTP_PORT: String(http),
        CARILLON_GRPC_PORT: String(grpcPort),
        CARILLON_METRICS_PORT: String(metrics),
        CARILLON_API_RATE: '0',
        CARILLON_LOG_LEVEL: 'warn',
      });
      await until('a server', async () => {
        if (server.hasEnded()) throw new Error(`it has ended:\n${server.said()}`);
        return fetch(`http://127.0.0.1:${metrics}/health/ready`).then(
          ({ ok }) => ok,
          () => false,
        );
      });
    }
    signal?.throwIfAborted();
    const tokens = { databaseUrl: postgres.url };
    token = (await createFirstToken({ kind: 'api', name: 'faults' }, tokens)).secret;
    const { secret: workerToken } = await createFirstToken({ kind: 'worker', name: 'faults' }, tokens);
    start('worker', ['worker', 'run'], {
      CARILLON_WORKER_NAME: 'worker',
      CARILLON_WORKER_TOKEN: workerToken,
      CARILLON_WORKER_SLOTS: '8',
      CARILLON_GRPC: grpc.map((port) => `127.0.0.1:${port}`).join(','),
      CARILLON_METRICS_PORT: String(await freePort()),
      CARILLON_SANDBOX: '0',
      CARILLON_LOG_LEVEL: 'warn',
    });
    const documents = [
      { name: 'noted', tasks: { only: { type: 'noop' } } },
      { name: 'quick', tasks: { only: { type: 'shell', with: { script: 'true' } } } },
      {
        name: 'held',
        params: { file: { type: 'string' } },
        tasks: { long: { type: 'shell', with: { script: 'until [ -e "$CARILLON_PARAM_FILE" ]; do sleep 0.2; done' } } },
      },
    ].map((one) => ({ path: `${one.name}.json`, text: JSON.stringify({ kind: 'Workflow', ...one }) }));
    signal?.throwIfAborted();
    const applied = await rig.ask(0, 'POST', '/documents/apply', { documents });
    if (applied.status !== 200) throw new Error(`the documents were refused: ${JSON.stringify(applied.body)}`);
    signal?.throwIfAborted();
    await until('a first run', () => rig.roundTrip(0).then(() => true));
    return rig;
  } catch (error) {
    await rig.remove();
    throw error;
  }
}
