// A million ready tasks: how fast they are drained beside a short backlog, how much memory the server takes with them (waiting,
// draining, and with readers of events that read nothing), and whether those readers are cut.
import { once } from 'node:events';
import net from 'node:net';
import { onOwnDatabase } from './own-database.mjs';
import { mostRssOf, rssOf } from './process-facts.mjs';
import { drainTime, storeReadyTasks } from './ready-tasks.mjs';

/** The rate is that of so many; no more is needed to see it. */
const DRAINED = 100_000;
const READERS = 50;
const SECONDS = 10;
const CUT_WITHIN_MS = 5_000;

/** @returns tasks a second; beside it `ofShort`, as a share of the rate with no more ready than is drained */
export async function measureBacklog({ ready }) {
  const drained = Math.min(ready, DRAINED);
  const short = await onOwnDatabase(async (own) => {
    await storeReadyTasks(own, drained);
    return 1_000 / (await drainTime(own.platform, drained));
  });
  return onOwnDatabase(async ({ platform, client }) => {
    const rssMiB = { empty: await rssOf(platform.pid) };
    await storeReadyTasks({ platform, client }, ready);
    rssMiB.waiting = await mostRssOf(platform.pid, SECONDS);
    const value = 1_000 / (await drainTime(platform, drained));
    rssMiB.draining = await mostRssOf(platform.pid, SECONDS);
    const sockets = await Promise.all(Array.from({ length: READERS }, () => slowReader(platform.running)));
    rssMiB.slowReaders = await mostRssOf(platform.pid, SECONDS);
    const readersCut = await countCut(sockets);
    const ofShort = Number((value / short).toPrecision(3));
    return {
      unit: 'tasks/s',
      value,
      beside: { ready, ofShort, rssMiB: rounded(rssMiB), readers: READERS, readersCut },
    };
  });
}

const rounded = (all) => Object.fromEntries(Object.entries(all).map(([name, value]) => [name, Math.round(value)]));

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
