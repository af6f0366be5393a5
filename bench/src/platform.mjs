// A real platform for one measurement: `carillon dev` in a fresh data directory, stopped and removed afterwards.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@carillon/sdk';
import { startChild } from './child.mjs';
import { makeDataDirectory, removeData } from './data-directory.mjs';
import { toUndo } from './undo.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const START_TIMEOUT_MS = 180_000;
const FINAL_POLL_MS = 10;

export async function startPlatform({ databaseUrl } = {}) {
  const [http, grpc, metrics] = await Promise.all([freePort(), freePort(), freePort()]);
  const dataDir = await makeDataDirectory();
  const server = startChild(
    process.execPath,
    [path.join(root, 'packages/cli/bin/carillon.mjs'), 'dev', '--no-examples'],
    {
      env: {
        ...process.env,
        CARILLON_DATA_DIR: dataDir,
        CARILLON_HTTP_PORT: String(http),
        CARILLON_GRPC_PORT: String(grpc),
        CARILLON_METRICS_PORT: String(metrics),
        CARILLON_API_RATE: '0',
        ...(databaseUrl ? { CARILLON_DATABASE_URL: databaseUrl } : {}),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const workers = [];
  const stop = toUndo(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await server.stop();
    await removeData(dataDir);
  });
  const running = await announced(dataDir, server.ended).catch(async (error) => {
    await stop();
    throw error;
  });
  const client = createClient({ server: running.url, token: running.token });
  return {
    client,
    pid: server.child.pid,
    stop,
    /** Address and tokens, as the server announces them. */
    running,
    async publish(name, tasks) {
      const document = JSON.stringify({
        kind: 'Workflow',
        name,
        project: 'default',
        params: { n: { type: 'integer', default: 0 } },
        tasks,
      });
      await client.documents.apply({ documents: [{ path: `${name}.json`, text: document }] });
    },
    /** One process, of one worker or several. */
    async worker({ slots = 128, workers: count = 1 } = {}) {
      const child = fork(path.join(root, 'bench/src/worker.mjs'), [running.grpc, String(slots), String(count)], {
        env: { ...process.env, CARILLON_WORKER_TOKEN: running.workerToken },
        serialization: 'advanced',
      });
      workers.push(child);
      const [message] = await once(child, 'message');
      if (message !== 'ready') throw new Error(`the bench worker said ${String(message)}`);
      return child;
    },
    /** Resolves when no run of the workflow is open. */
    async drained(workflow) {
      for (;;) {
        const open = await client.runs.list({ workflow, state: ['queued', 'running'], limit: 1 }).catch(passOverload);
        if (open.items.length === 0) return;
        await new Promise((resolve) => setTimeout(resolve, FINAL_POLL_MS));
      }
    },
  };
}

/** A server that has too much to do puts off lists first: it is asked again. */
function passOverload(error) {
  if (error.code !== 'LIMIT_OVERLOAD') throw error;
  return { items: [error] };
}

async function announced(dataDir, ended) {
  const file = path.join(dataDir, 'run/server.json');
  const deadline = Date.now() + START_TIMEOUT_MS;
  const state = { exited: false };
  void ended.then(() => {
    state.exited = true;
  });
  while (Date.now() < deadline && !state.exited) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text) return JSON.parse(text);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(
    state.exited
      ? 'the platform ended while it was starting'
      : `the platform did not start within ${START_TIMEOUT_MS / 1_000} s`,
  );
}

export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
