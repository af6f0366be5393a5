/**
 * What its host gives too little of: descriptors to a server, processor time to a server or a worker, memory to a worker.
 * All go on by themselves.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type Platform, startPlatform } from './platform.ts';
import { until } from './until.ts';

const PATIENCE_MS = 120_000;
/** Beyond those that it has open. */
const SPARE_DESCRIPTORS = 6;
const CONNECTIONS = 60;
/** A tenth of one processor, for longer than a worker bears silence (GUARANTEES 6.4). */
const QUOTA = { share: 0.1, forMs: 15_000 };
const RUNS = 100;
/** That a worker with so little carries out. */
const SLOW_RUNS = 10;

/** With room for a worker, and not for much beside it. */
const MEMORY_BYTES = 300 * 2 ** 20;
const NARROW = 'narrow';

/** Root sets limits of control groups. Elsewhere those tests are left out; where everything is asked for, they fail. */
const GROUPS = '/sys/fs/cgroup';
const mayLimit =
  (process.getuid?.() === 0 && existsSync(`${GROUPS}/cpu`)) || process.env['CARILLON_REQUIRE_SERVICES'] === '1';

/** A group with these limits, of no process yet. */
function makeGroup(controller: 'cpu' | 'memory', limits: Readonly<Record<string, number>>): string {
  const group = path.join(GROUPS, controller, `carillon-starved-${process.pid}`);
  mkdirSync(group);
  for (const [name, limit] of Object.entries(limits)) writeFileSync(path.join(group, name), String(limit));
  return group;
}

const tenth = (): string =>
  makeGroup('cpu', { 'cpu.cfs_period_us': 100_000, 'cpu.cfs_quota_us': QUOTA.share * 100_000 });

/** A worker that lives in the group of processes, and takes the work of `program` alone. */
async function startWithin(group: string) {
  const enter = ['sh', '-c', `echo $$ > ${group}/cgroup.procs && exec "$@"`, 'sh'];
  const worker = await platform.worker(NARROW, { CARILLON_WORKER_GROUP: NARROW }, enter);
  return {
    program: (script: string) => ({
      tasks: { only: { type: 'shell', workers: { group: NARROW }, with: { script } } },
    }),
    async end() {
      worker.signal('SIGTERM');
      await worker.ended;
      await until('the end of its group', () => {
        try {
          rmdirSync(group);
          return true;
        } catch {
          return false;
        }
      });
    },
  };
}

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ words: ['--no-examples'] });
  const held = 'until [ -e "$CARILLON_PARAM_FILE" ]; do sleep 0.2; done';
  await platform.publish({
    name: 'held',
    params: { file: { type: 'string' } },
    tasks: { long: { type: 'shell', with: { script: held } } },
  });
  await platform.publish({ name: 'quick', tasks: { only: { type: 'shell', with: { script: 'true' } } } });
}, PATIENCE_MS);
afterAll(() => platform?.remove(), PATIENCE_MS);

/** A run that lasts until it is let go. */
async function hold(name: string) {
  const file = path.join(platform.dataDir, name);
  const { id } = await platform.client.runs.start({ workflow: 'held', params: { file } });
  await until('a held task', async () => (await platform.client.runs.tasks(id))[0]?.state === 'running');
  return {
    async expectOneAttempt() {
      writeFileSync(file, '');
      expect((await platform.client.runs.wait(id)).state).toBe('success');
      expect(await platform.client.runs.tasks(id)).toMatchObject([{ attempt: 1 }]);
    },
  };
}

async function expectToWork(): Promise<void> {
  const run = await until('a run that is taken', () =>
    platform.client.runs.start({ workflow: 'quick' }).catch(() => undefined),
  );
  expect((await platform.client.runs.wait(run.id)).state).toBe('success');
}

it('refuses connections it has no descriptors for, and takes them again', { timeout: PATIENCE_MS }, async () => {
  const { dev, announced } = platform;
  const run = await hold('descriptors');
  const before = /Max open files\s+(\S+)\s+(\S+)/.exec(readFileSync(`/proc/${dev.pid}/limits`, 'utf8')) ?? [];
  const most = readdirSync(`/proc/${dev.pid}/fd`).length + SPARE_DESCRIPTORS;
  const limit = (soft: number | string) =>
    execFileSync('prlimit', ['--pid', String(dev.pid), `--nofile=${soft}:${before[2]}`]);
  limit(most);
  const sockets: Socket[] = [];
  let refused = 0;
  const { port, hostname } = new URL(announced.url);
  for (let i = 0; i < CONNECTIONS; i++) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined).on('close', () => refused++);
    sockets.push(socket);
  }
  await until('connections that are refused', () => refused > 0);
  expect(dev.hasEnded()).toBe(false);
  for (const socket of sockets) socket.destroy();
  limit(before[1] ?? most);
  await expectToWork();
  await run.expectOneAttempt();
});

it.runIf(mayLimit)('loses nobody while it gets a tenth of a processor', { timeout: PATIENCE_MS }, async () => {
  const { dev, client } = platform;
  const run = await hold('quota');
  const group = tenth();
  onTestFinished(() => {
    writeFileSync(path.join(GROUPS, 'cpu/cgroup.procs'), String(dev.pid));
    rmdirSync(group);
  });
  writeFileSync(path.join(group, 'cgroup.procs'), String(dev.pid));
  const over = Date.now() + QUOTA.forMs;
  const starts = Array.from({ length: RUNS }, () =>
    until('a run that is taken', () => client.runs.start({ workflow: 'quick' }).catch(() => undefined)),
  );
  const started = await Promise.all(starts);
  await until('the end of the quota', () => Date.now() > over);
  writeFileSync(path.join(group, 'cpu.cfs_quota_us'), '-1');
  for (const { id } of started) expect((await client.runs.wait(id)).state).toBe('success');
  await run.expectOneAttempt();
  await expectToWork();
});

it.runIf(mayLimit)('a worker that gets a tenth of a processor is not lost', { timeout: PATIENCE_MS }, async () => {
  const { client } = platform;
  const { end, program } = await startWithin(tenth());
  const file = path.join(platform.dataDir, 'tenth');
  await platform.publish({ name: 'slow', ...program('true') });
  await platform.publish({
    name: 'slowly-held',
    ...program(`until [ -e '${file}' ]; do echo waiting; sleep 0.2; done`),
  });
  const held = await client.runs.start({ workflow: 'slowly-held' });
  await until('a held task', async () => (await client.runs.tasks(held.id))[0]?.state === 'running');
  const over = Date.now() + QUOTA.forMs;
  const { ids } = await client.runs.startMany({
    workflow: 'slow',
    items: Array.from({ length: SLOW_RUNS }, () => ({})),
  });
  await until('a time longer than its lease', () => Date.now() > over);
  writeFileSync(file, '');
  for (const id of [held.id, ...ids]) {
    expect((await client.runs.wait(id)).state).toBe('success');
    expect(await client.runs.tasks(id)).toMatchObject([{ attempt: 1 }]);
  }
  await end();
});

it.runIf(mayLimit)(
  'a worker tells of a program that took its memory, and goes on',
  { timeout: PATIENCE_MS },
  async () => {
    const { client } = platform;
    const { end, program } = await startWithin(makeGroup('memory', { 'memory.limit_in_bytes': MEMORY_BYTES }));
    const takesAll = `"${process.execPath}" -e 'for (const all = [];;) all.push(Buffer.alloc(2 ** 24, 1))'`;
    await platform.publish({ name: 'greedy', ...program(takesAll) });
    await platform.publish({ name: 'modest', ...program('true') });
    const greedy = await client.runs.start({ workflow: 'greedy' });
    expect((await client.runs.wait(greedy.id)).state).toBe('failed');
    const [task] = await client.runs.tasks(greedy.id);
    expect(task?.reason).toMatchObject({ code: 'OOM_KILLED' });
    const modest = await client.runs.start({ workflow: 'modest' });
    expect((await client.runs.wait(modest.id)).state).toBe('success');
    await end();
  },
);
