// The peers: each measurement in a process of its own, on a fresh database or server of the same machine.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@carillon/runtime';
import { startPostgres } from '@carillon/server/postgres';
import pg from 'pg';
import { freePort, removeData } from './platform.mjs';

const home = fileURLToPath(new URL('../peers/', import.meta.url));
const DATABASE = 'bench_peer';
const TIMEOUT_MS = 400_000;
const PORT_TIMEOUT_MS = 60_000;

/** What each keeps its work in. */
const STORES = {
  'graphile-worker': withPostgres,
  'pg-boss': withPostgres,
  dbos: withPostgres,
  bullmq: withRedis,
  'bullmq-always': withRedis,
  restate: withRestate,
};
export const PEERS = Object.keys(STORES);

/** Installs the peers when they are not there: nobody who does not compare needs them. */
export function installPeers() {
  if (existsSync(path.join(home, 'node_modules/.package-lock.json'))) return;
  process.stderr.write('installing the peers, once…\n');
  // Not `ci`: some of their packages for other platforms are missing from the registries, and so from the lock file.
  const { status } = spawnSync('npm', ['install', '--no-save', '--ignore-scripts'], {
    cwd: home,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('the peers cannot be installed');
}

/** @returns `{unit, value, p99?}`, or undefined for what the peer does not know */
export async function measurePeer(peer, workload, size, { databaseUrl }) {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'carillon-bench-'));
  try {
    return await STORES[peer](directory, { peer, databaseUrl }, (env) => runOne(peer, workload, size, env));
  } finally {
    await removeData(directory);
  }
}

async function runOne(peer, workload, size, env) {
  const child = spawn(process.execPath, [path.join(home, 'src/run-one.mjs'), peer, workload, JSON.stringify(size)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  await once(child, 'close');
  const last = text.trim().split('\n').at(-1);
  if (child.exitCode !== 0 || !last) throw new Error(`${peer} did not measure ${workload} (exit ${child.exitCode})`);
  const result = JSON.parse(last);
  return result.unsupported ? undefined : result;
}

/** As Carillon has it: the same PostgreSQL with the same settings, and a database of its own. */
async function withPostgres(directory, { databaseUrl }, measure) {
  const log = createLogger({ name: 'bench', level: 'warn' });
  const postgres = databaseUrl ? undefined : await startPostgres({ dataDirectory: directory, log });
  const adminUrl = databaseUrl ?? postgres.url('postgres');
  try {
    await administer(adminUrl, `drop database if exists ${DATABASE} with (force)`);
    await administer(adminUrl, `create database ${DATABASE}`);
    return await measure({ BENCH_DATABASE_URL: postgres?.url(DATABASE) ?? sameServer(databaseUrl, DATABASE) });
  } finally {
    await administer(adminUrl, `drop database if exists ${DATABASE} with (force)`);
    await postgres?.stop();
  }
}

function sameServer(url, database) {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

async function administer(url, statement) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

async function withRedis(directory, { peer }, measure) {
  if (spawnSync('which', ['redis-server']).status !== 0)
    throw new Error('redis-server is not installed: apt-get install redis-server');
  const { redisFsync } = await import(path.join(home, `src/${peer}.mjs`));
  const port = await freePort();
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: directory,
    save: '',
    appendonly: 'yes',
    appendfsync: redisFsync,
    'maxmemory-policy': 'noeviction',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return withServer('redis-server', args, {}, [port], () => measure({ BENCH_REDIS_PORT: String(port) }));
}

async function withRestate(directory, _peer, measure) {
  const { resolve } = createRequire(path.join(home, 'package.json'));
  const program = resolve(`@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`);
  const [ingress, admin, node, service] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const env = {
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
    RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}`,
    RESTATE_DISABLE_TELEMETRY: 'true',
    RESTATE_LOG_FILTER: 'warn',
  };
  const args = ['--base-dir', directory, '--node-name', 'bench', '--listen-mode', 'tcp'];
  return withServer(program, args, env, [ingress, admin], () =>
    measure({ BENCH_RESTATE_PORTS: [ingress, admin, service].join(',') }),
  );
}

async function withServer(program, args, env, ports, act) {
  const server = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
  const ended = once(server, 'exit');
  try {
    for (const port of ports) await answers(port);
    return await act();
  } finally {
    server.kill('SIGTERM');
    const timer = setTimeout(() => server.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(timer);
  }
}

async function answers(port) {
  const deadline = Date.now() + PORT_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const isUp = await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nobody listens on port ${port}`);
}
