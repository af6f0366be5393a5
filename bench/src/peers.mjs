// The peers: each measurement in a process of its own, on a fresh database or server of the same machine.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { resultOf, startChild } from './child.mjs';
import { inDataDirectory } from './data-directory.mjs';
import { freePort } from './platform.mjs';
import { withClient, withPostgres } from './postgres.mjs';
import { undoneAfter } from './undo.mjs';

const home = fileURLToPath(new URL('../peers/', import.meta.url));
const DATABASE = 'bench_peer';
const TIMEOUT_MS = 400_000;
const PORT_TIMEOUT_MS = 60_000;

/** What each keeps its work in. */
const STORES = {
  'graphile-worker': onPostgres,
  'pg-boss': onPostgres,
  dbos: onPostgres,
  bullmq: onRedis,
  'bullmq-always': onRedis,
  restate: onRestate,
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
  const result = await STORES[peer]({ peer, databaseUrl }, (env) =>
    resultOf(path.join(home, 'src/run-one.mjs'), [peer, workload, JSON.stringify(size)], {
      env: { ...process.env, ...env },
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    }),
  );
  return result.unsupported ? undefined : result;
}

/** As Carillon has it: the same PostgreSQL with the same settings, and a database of its own. */
function onPostgres({ databaseUrl }, measure) {
  if (databaseUrl) return inDatabase(databaseUrl, sameServer(databaseUrl, DATABASE), measure);
  return withPostgres((postgres) => inDatabase(postgres.url('postgres'), postgres.url(DATABASE), measure));
}

async function inDatabase(adminUrl, url, measure) {
  const administer = (statement) => withClient(adminUrl, (client) => client.query(statement));
  const drop = () => administer(`drop database if exists ${DATABASE} with (force)`);
  await drop();
  await administer(`create database ${DATABASE}`);
  return undoneAfter(drop, () => measure({ BENCH_DATABASE_URL: url }));
}

function sameServer(url, database) {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

async function onRedis({ peer }, measure) {
  if (spawnSync('which', ['redis-server']).status !== 0)
    throw new Error('redis-server is not installed: apt-get install redis-server');
  const { redisFsync } = await import(path.join(home, `src/${peer}.mjs`));
  const port = await freePort();
  return inDataDirectory((dir) => {
    const settings = {
      port,
      bind: '127.0.0.1',
      dir,
      save: '',
      appendonly: 'yes',
      appendfsync: redisFsync,
      'maxmemory-policy': 'noeviction',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    return withServer('redis-server', args, {}, [port], () => measure({ BENCH_REDIS_PORT: String(port) }));
  });
}

async function onRestate(_peer, measure) {
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
  return inDataDirectory((directory) => {
    const args = ['--base-dir', directory, '--node-name', 'bench', '--listen-mode', 'tcp'];
    return withServer(program, args, env, [ingress, admin], () =>
      measure({ BENCH_RESTATE_PORTS: [ingress, admin, service].join(',') }),
    );
  });
}

async function withServer(program, args, env, ports, act) {
  const { stop } = startChild(program, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
  try {
    for (const port of ports) await answers(port);
    return await act();
  } finally {
    await stop();
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
