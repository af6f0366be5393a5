/**
 * A worker in a network of its own, whose link drops packets, or is as slow as a modem: nothing is lost, and nobody is
 * taken for dead.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
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
const RELAY = fileURLToPath(new URL('relay.mjs', import.meta.url));

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

/** Both ends are in networks of their own: where a device comes or goes, browsers of other tests break off what they load. */
const [near, far] = ['near', 'far'].map((end) => `carillon-${process.pid}-${end}`) as [string, string];
const [NEAR, FAR] = ['10.231.0.1', '10.231.0.2'];
const PORT = 4401;
const DEVICE = 'wire';

const ip = (...words: string[]): void => void execFileSync('ip', words);
const within = (network: string, ...words: string[]): string =>
  execFileSync('ip', ['netns', 'exec', network, ...words], { encoding: 'utf8' });
const iptables = (...words: string[]): string => within(far, 'iptables', '-w', ...words);

function makeNetworks(): void {
  for (const network of [near, far]) ip('netns', 'add', network);
  ip('-n', near, 'link', 'add', DEVICE, 'type', 'veth', 'peer', 'name', DEVICE, 'netns', far);
  for (const [network, address] of [
    [near, NEAR],
    [far, FAR],
  ] as const) {
    ip('-n', network, 'addr', 'add', `${address}/30`, 'dev', DEVICE);
    ip('-n', network, 'link', 'set', DEVICE, 'up');
  }
  ip('-n', far, 'link', 'set', 'lo', 'up');
}

/** @param before words that become the program's, as `ip netns exec` */
async function relay(from: string, to: string, before: readonly string[] = ['env']): Promise<ChildProcess> {
  const [program = '', ...words] = before;
  const child = spawn(program, [...words, process.execPath, RELAY, from, to], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
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
  const relays: ChildProcess[] = [];

  beforeAll(async () => {
    makeNetworks();
    platform = await startPlatform({ words: ['--no-examples'] });
    // The server listens on the loopback device alone.
    const socket = path.join(platform.dataDir, 'door');
    relays.push(await relay(socket, platform.announced.grpc));
    relays.push(await relay(`${NEAR}:${PORT}`, socket, ['ip', 'netns', 'exec', near]));
    const settings = { CARILLON_WORKER_GROUP: GROUP, CARILLON_GRPC: `grpc://${NEAR}:${PORT}` };
    await platform.worker('far', settings, ['ip', 'netns', 'exec', far]);
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
    for (const child of relays) child.kill();
    for (const network of [near, far]) ip('netns', 'del', network);
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
    for (const network of [near, far]) within(network, 'tc', 'qdisc', 'add', 'dev', DEVICE, 'root', ...MODEM);
    await work.start();
    expect(within(far, 'tc', '-s', 'qdisc', 'show', 'dev', DEVICE)).toMatch(/overlimits [1-9]/);
  });
});
