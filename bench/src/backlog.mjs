// How much memory a server takes with very many ready tasks, idle, draining, and with readers of events that read nothing:
// `npm run -s backlog -w bench -- [--ready 1000000] [--readers 50] [--seconds 20]`, after a build.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import { parseArgs } from 'node:util';
import { onOwnDatabase } from './own-database.mjs';
import { call } from './workloads.mjs';

const { values: flags } = parseArgs({
  options: {
    ready: { type: 'string', default: '1000000' },
    readers: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '20' },
  },
});
const [ready, readers, seconds] = [Number(flags.ready), Number(flags.readers), Number(flags.seconds)];
const MIB = 2 ** 20;
const BATCH = 50_000;

/** One-task runs like the given one. Written past the API, which takes no more than a tenant may have waiting. */
const MORE = `
insert into task_run select (jsonb_populate_record(t, jsonb_build_object('rank', t.rank + i, 'run_id',
  lpad(to_hex((extract(epoch from now()) * 1000)::int8), 12, '0') || '70008000' || lpad(to_hex(i), 7, '0') || '00000'))).*
from task_run t, generate_series($2::int8, $3::int8) i where t.run_id = $1`;

async function rssOf(pid) {
  const [, kib] = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kib) * 1_024) / MIB;
}

/** The most that it took during so many seconds. */
async function mostOf(pid) {
  let most = 0;
  for (let second = 0; second < seconds; second++) {
    most = Math.max(most, await rssOf(pid));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  return Math.round(most);
}

/** Asks for all events and takes none of them. */
async function slowReader({ url, token }) {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname).pause();
  socket.on('error', () => undefined); // being cut is what is looked for
  await once(socket, 'connect');
  socket.write(
    `GET /api/v1/stream?topics=runs HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\n\r\n`,
  );
  return socket;
}

await onOwnDatabase(async ({ platform, client }) => {
  await platform.publish('solo', { only: call('noop') });
  await platform.client.runs.start({ workflow: 'solo' });
  const { rows } = await client.query('select run_id from task_run');
  const rssMiB = { empty: Math.round(await rssOf(platform.pid)) };
  for (let i = 1; i < ready; i += BATCH)
    await client.query(MORE, [rows[0].run_id, i, Math.min(ready - 1, i + BATCH - 1)]);
  await client.query('analyze task_run');
  rssMiB.waiting = await mostOf(platform.pid);
  await platform.worker();
  rssMiB.draining = await mostOf(platform.pid);
  const sockets = await Promise.all(Array.from({ length: readers }, () => slowReader(platform.running)));
  rssMiB.slowReaders = await mostOf(platform.pid);
  const left = await client.query('select count(*)::int as n from task_run');
  // A socket that was cut says so once it is read to its end.
  const cut = await Promise.all(
    sockets.map(async (socket) => {
      const ended = once(socket.resume(), 'close').then(() => true);
      const open = new Promise((resolve) => setTimeout(resolve, 5_000, false));
      return Promise.race([ended, open]);
    }),
  );
  for (const socket of sockets) socket.destroy();
  process.stdout.write(
    `${JSON.stringify({ workload: 'backlog', ready, left: left.rows[0].n, rssMiB, readers, readersCut: cut.filter(Boolean).length })}\n`,
  );
});
