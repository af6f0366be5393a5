/** A worker in a network of its own, whose link drops packets: nothing is lost, and nobody is taken for dead. */
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
const RUNS = 50;
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
  (process.getuid?.() === 0 && has('ip') && has('iptables')) || process.env['CARILLON_REQUIRE_SERVICES'] === '1';

const network = `carillon-${process.pid}`;
/** Names of devices have at most fifteen letters. */
const [near, far] = [`cn${process.pid}`, `cf${process.pid}`];
const HERE = '10.231.7.1';

const ip = (...words: string[]): void => void execFileSync('ip', words);
const iptables = (...words: string[]): void =>
  void execFileSync('ip', ['netns', 'exec', network, 'iptables', '-w', ...words]);

function makeNetwork(): void {
  ip('netns', 'add', network);
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', network);
  ip('addr', 'add', `${HERE}/30`, 'dev', near);
  ip('link', 'set', near, 'up');
  ip('-n', network, 'addr', 'add', '10.231.7.2/30', 'dev', far);
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

describe.runIf(mayMakeNetworks)('a worker behind a link that loses packets', () => {
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
      tasks: { only: { type: 'shell', workers, with: { script: 'echo done' } } },
    });
  }, PATIENCE_MS);
  afterAll(async () => {
    await platform?.remove();
    door?.close();
    ip('netns', 'del', network);
  }, PATIENCE_MS);

  it('carries out everything once', { timeout: PATIENCE_MS }, async () => {
    const { client, dataDir } = platform;
    const file = path.join(dataDir, 'go');
    const held = await client.runs.start({ workflow: 'held', params: { file } });
    await until('a held task', async () => (await client.runs.tasks(held.id))[0]?.state === 'running');
    for (const chain of ['INPUT', 'OUTPUT'])
      iptables('-A', chain, '-m', 'statistic', '--mode', 'random', '--probability', String(LOSS), '-j', 'DROP');
    const { ids } = await client.runs.startMany({ workflow: 'quick', items: Array.from({ length: RUNS }, () => ({})) });
    await delay(LONG_MS);
    writeFileSync(file, '');
    for (const id of [held.id, ...ids]) {
      expect((await client.runs.wait(id)).state).toBe('success');
      expect(await client.runs.tasks(id)).toMatchObject([{ attempt: 1 }]);
    }
    const [dropped] = /\d+/.exec(
      execFileSync('ip', ['netns', 'exec', network, 'iptables', '-w', '-nvxL', 'INPUT'], { encoding: 'utf8' })
        .split('\n')
        .find((line) => line.includes('DROP')) ?? '',
    ) ?? ['0'];
    expect(Number(dropped)).toBeGreaterThan(10);
  });
});
