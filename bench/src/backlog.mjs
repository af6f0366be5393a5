// A million ready tasks: how fast they are drained beside a short backlog, how much memory server and worker take with them
// (waiting, draining, and with readers of events and of a long log that read nothing), and whether readers of events are cut.
import { once } from 'node:events';
import net from 'node:net';
import { onOwnDatabase } from './own-database.mjs';
import { mostRssOf, rssOf } from './process-facts.mjs';
import { drain, storeReadyTasks } from './ready-tasks.mjs';

/** The rate is that of so many; no more is needed to see it. */
const DRAINED = 100_000;
const READERS = 50;
const SECONDS = 10;
const CUT_WITHIN_MS = 5_000;
/** Well below what is kept of a log. */
const LOG_BYTES = 20_000_000;

/** @returns tasks a second; beside it `ofShort`, as a share of the rate with no more ready than is drained */
export async function measureBacklog({ ready }) {
  const drained = Math.min(ready, DRAINED);
  const short = await onOwnDatabase(async (own) => {
    await storeReadyTasks(own, drained);
    return 1_000 / (await drain(own.platform, drained)).msEach;
  });
  return onOwnDatabase(async ({ platform, client }) => {
    const log = await longLog(platform);
    const rssMiB = { empty: await rssOf(platform.pid) };
    await storeReadyTasks({ platform, client }, ready);
    rssMiB.waiting = await mostRssOf(platform.pid, SECONDS);
    const { msEach, worker } = await drain(platform, drained);
    rssMiB.draining = await mostRssOf(platform.pid, SECONDS);
    rssMiB.worker = await rssOf(worker.pid);
    const sockets = await Promise.all(
      Array.from({ length: READERS }, () => slowReader(platform.running, '/api/v1/stream?topics=runs')),
    );
    rssMiB.slowReaders = await mostRssOf(platform.pid, SECONDS);
    const readersCut = await countCut(sockets);
    const logReaders = await Promise.all(Array.from({ length: READERS }, () => slowReader(platform.running, log)));
    rssMiB.slowLogReaders = await mostRssOf(platform.pid, SECONDS);
    for (const socket of logReaders) socket.destroy();
    const value = 1_000 / msEach;
    const ofShort = Number((value / short).toPrecision(3));
    return {
      unit: 'tasks/s',
      value,
      beside: { ready, ofShort, rssMiB: rounded(rssMiB), readers: READERS, readersCut },
    };
  });
}

/** Where the log of a task that has written much can be read as a whole. */
async function longLog({ client, publish, drained, running: { url, token } }) {
  await publish('noisy', {
    only: { type: 'shell', with: { script: `yes "$(printf %0100d 0)" | head -c ${LOG_BYTES}` } },
  });
  const { id } = await client.runs.start({ workflow: 'noisy' });
  await drained('noisy');
  const answer = await fetch(`${url}/api/v1/runs/${id}/tasks`, { headers: { authorization: `Bearer ${token}` } });
  const { items } = await answer.json();
  return `/api/v1/task-runs/${items[0].id}/attempts/1/log?download=true`;
}

const rounded = (all) => Object.fromEntries(Object.entries(all).map(([name, value]) => [name, Math.round(value)]));

/** Asks for all there is and takes none of it. */
async function slowReader({ url, token }, path) {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname).pause();
  socket.on('error', () => undefined); // being cut is what is looked for
  await once(socket, 'connect');
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\n\r\n`);
  return socket;
}

/** A socket that was cut says so once it is read to its end. */
async function countCut(sockets) {
  const cut = await Promise.all(
    sockets.map((socket) => {
      const closed = once(socket.resume(), 'close').then(() => true);
      return Promise.race([closed, new Promise((resolve) => setTimeout(resolve, CUT_WITHIN_MS, false))]);
    }),
  );
  for (const socket of sockets) socket.destroy();
  return cut.filter(Boolean).length;
}
