/**
 * A worker in a network of its own, whose link drops packets, or is as slow as a modem: nothing is lost, and nobody is
 * taken for dead.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Platform, startPlatform } from './platform.ts';
import { until } from './until.ts';

const PATIENCE_MS = 180_000;
/** Of the packets in either direction. */
const LOSS = 0.15;
/** Longer than a lease and the margin behind it (GUARANTEES 6.2). */
const LONG_MS = 20_000;
const DROPS = ['-m', 'statistic', '--mode', 'random', '--probability', String(LOSS), '-j', 'DROP'];
const RUNS = 50;
/** Each way. What comes too fast waits for up to a second, and is dropped beyond that. */
const MODEM = ['tbf', 'rate', '64kbit', 'burst', '4kb', 'latency', '1s'];
/** Each prints some kilobytes: together more than such a link carries in the time. */
const MODEM_RUNS = 20;
const GROUP = 'far';

const has = (program: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
};
/** Networks are made by root. Elsewhere it is left out; where everything is asked for, it fails for want of them. */
const mayMakeNetworks =
  (process.getuid?.() === 0 && has('ip') && has('iptables') && has('tc')) ||
  process.env['CARILLON_REQUIRE_SERVICES'] === '1';

const network = `carillon-${process.pid}`;
/** Names of devices have at most fifteen letters. */
const [near, far] = [`cn${process.pid}`, `cf${process.pid}`];
/** Of a network of four addresses that no process beside this one has. */
const [HERE, THERE] = [1, 2].map((host) => {
  const address = (process.pid % 2 ** 14) * 4 + host;
  return `10.231.${address >> 8}.${address & 255}`;
}) as [string, string];

const ip = (...words: string[]): void => void execFileSync('ip', words);
const there = (...words: string[]): string =>
  execFileSync('ip', ['netns', 'exec', network, ...words], { encoding: 'utf8' });
const iptables = (...words: string[]): string => there('iptables', '-w', ...words);

function makeNetwork(): void {
  ip('netns', 'add', network);
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', network);
  ip('addr', 'add', `${HERE}/30`, 'dev', near);
  ip('link', 'set', near, 'up');
  ip('-n', network, 'addr', 'add', `${THERE}/30`, 'dev', far);
  ip('-n', network, 'link', 'set', far, 'up');
  ip('-n', network, 'link', 'set', 'lo', 'up');
}

/** The server listens on the loopback device alone. */
function listenNear(target: URL): Promise<Server> {
  const server = createServer((from) => {
    const to = connect(Number(target.port), target.hostname);
    from.pipe(to).pipe(from);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
  return new Promise((resolve) => void server.listen(0, HERE, () => resolve(server)));
}

/** A run on the far worker that lasts until it is let go, and others beside it. */
async function keepBusy({ client, dataDir }: Platform, name: string, runs: number) {
  const file = path.join(dataDir, name);
  const held = await client.runs.start({ workflow: 'held', params: { file } });
  await until('a held task', async () => (await client.runs.tasks(held.id))[0]?.state === 'running');
  return {
    async start() {
      const items = Array.from({ length: runs }, () => ({}));
      const { ids } = await client.runs.startMany({ workflow: 'quick', items });
      await delay(LONG_MS);
      writeFileSync(file, '');
      for (const id of [held.id, ...ids]) {
        expect((await client.runs.wait(id)).state).toBe('success');
        expect(await client.runs.tasks(id)).toMatchObject([{ attempt: 1 }]);
      }
    },
  };
}

describe.runIf(mayMakeNetworks)('a worker behind a bad link', () => {
  let platform: Platform;
  let door: Server;

  beforeAll(async () => {
    makeNetwork();
    platform = await startPlatform({ words: ['--no-examples'] });
    door = await listenNear(new URL(`http://${platform.announced.grpc}`));
    const { port } = door.address() as { port: number };
    const settings = { CARILLON_WORKER_GROUP: GROUP, CARILLON_GRPC: `grpc://${HERE}:${port}` };
    await platform.worker('far', settings, ['ip', 'netns', 'exec', network]);
    const workers = { group: GROUP };
    const script = 'until [ -e "$CARILLON_PARAM_FILE" ]; do echo waiting; sleep 0.2; done';
    await platform.publish({
      name: 'held',
      params: { file: { type: 'string' } },
      tasks: { long: { type: 'shell', workers, with: { script } } },
    });
    await platform.publish({
      name: 'quick',
      tasks: { only: { type: 'shell', workers, with: { script: 'seq 200' } } },
    });
  }, PATIENCE_MS);
  afterAll(async () => {
    await platform?.remove();
    door?.close();
    ip('netns', 'del', network);
  }, PATIENCE_MS);

  it('carries out everything once though packets are lost', { timeout: PATIENCE_MS }, async () => {
    const work = await keepBusy(platform, 'lossy', RUNS);
    const rules = ['INPUT', 'OUTPUT'].map((chain) => [chain, ...DROPS]);
    for (const rule of rules) iptables('-A', ...rule);
    await work.start();
    const told = iptables('-nvxL', 'INPUT').split('\n');
    const [dropped] = /\d+/.exec(told.find((line) => line.includes('DROP')) ?? '') ?? ['0'];
    expect(Number(dropped)).toBeGreaterThan(10);
    for (const rule of rules) iptables('-D', ...rule);
  });

  it('carries out everything once at the pace of a modem', { timeout: PATIENCE_MS }, async () => {
    const work = await keepBusy(platform, 'slow', MODEM_RUNS);
    execFileSync('tc', ['qdisc', 'add', 'dev', near, 'root', ...MODEM]);
    there('tc', 'qdisc', 'add', 'dev', far, 'root', ...MODEM);
    await work.start();
    expect(there('tc', '-s', 'qdisc', 'show', 'dev', far)).toMatch(/overlimits [1-9]/);
  });
});
