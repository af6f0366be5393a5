// How long the program takes until it says something, or until its server has the request: in starts of an empty program,
// which is what of it is Node's.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';

const PROGRAM = path.join(import.meta.dirname, '../../packages/cli/bin/carillon.mjs');
const ROUNDS = 15;

const HELP = [['--version'], ['--help'], ['run', 'start', '--help'], ['apply', '--help'], ['top', '--help']];
const REQUESTS = [['run', 'list'], ['schedule', 'list'], ['doctor']];

/** @returns a result for each command; the best of rounds in which all of them take turns */
export async function measureCommands() {
  const server = createServer((_, response) => response.end('{"items":[]}'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = ['--server', `http://127.0.0.1:${server.address().port}`, '--token', 'none'];
  const best = new Map();
  const keep = (name, ms) => best.set(name, Math.min(ms, best.get(name) ?? Number.POSITIVE_INFINITY));
  try {
    for (let round = 0; round < ROUNDS; round++) {
      keep('node', await toEnd(['-e', '0']));
      for (const words of HELP) keep(words.join(' '), await toEnd([PROGRAM, ...words]));
      for (const words of REQUESTS) keep(words.join(' '), await toRequest(server, [PROGRAM, ...words, ...address]));
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
  const { node, ...commands } = Object.fromEntries(best);
  return Object.entries(commands).map(([figure, ms]) => ({ figure, unit: '× node', value: ms / node }));
}

async function toEnd(words) {
  const since = performance.now();
  await once(start(words), 'close');
  return performance.now() - since;
}

async function toRequest(server, words) {
  const since = performance.now();
  const asked = once(server, 'request').then(() => performance.now() - since);
  await once(start(words), 'close');
  return asked;
}

const start = (words) => spawn(process.execPath, words, { stdio: 'ignore' });
