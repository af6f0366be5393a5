/** What a worker that was killed leaves to its next life: each test kills one, and starts another on its directory. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Assignment, Outcome } from '@carillon/protocol/grpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assignment, definition, type FakeGateway, type FakeSession, startFakeGateway } from '../test/fake-gateway.ts';
import { isAlive } from '../test/is-alive.ts';
import { scriptExecutor } from '../test/script-executor.ts';
import { silentLog } from '../test/silent-log.ts';
import { createWorker, type Worker } from './worker.ts';

let gateway: FakeGateway;
let state: string;
let killed: ChildProcess | undefined;
let worker: Worker | undefined;

beforeEach(async () => {
  gateway = await startFakeGateway();
  state = mkdtempSync(join(tmpdir(), 'carillon-restart-'));
});
afterEach(async () => {
  killed?.kill('SIGKILL');
  gateway.acknowledgeAll();
  await worker?.stop({ drainMs: 0 });
  worker = undefined;
  gateway.stop();
  rmSync(state, { recursive: true });
});

/** The first life, with the point at which it kills itself. */
async function firstLife(failAt = ''): Promise<FakeSession> {
  const program = join(import.meta.dirname, '../test/worker-to-kill.ts');
  const words = ['--conditions=@carillon/source', '--import', 'tsx', program, gateway.address, state];
  killed = spawn(process.execPath, words, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CARILLON_FAIL: failAt },
  });
  return gateway.welcomed();
}

async function death(): Promise<void> {
  const process = killed as ChildProcess;
  if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
}

/** The next life is given a session of its own, with what is live of the one before. */
async function nextLife(live: readonly Assignment[]): Promise<FakeSession> {
  worker = createWorker({
    config: { servers: [gateway.address], token: 't', stateDirectory: state, slots: 2 },
    executors: [scriptExecutor],
    log: silentLog,
  });
  const starting = worker.start();
  const session = await gateway.nextSession();
  expect(session.hello).toMatchObject({ sessionId: 'session-1', restarted: true });
  session.welcome({ sessionId: 'session-2', fresh: true, kept: live.map(({ attemptId }) => attemptId) });
  await starting;
  return session;
}

/** Writes a line for each time it is started, and goes on until `then`. */
const counting = (then: string) => definition('script', { with: { script: `echo "$$" >> ${state}/runs; ${then}` } });
const runs = (): string[] => {
  const path = join(state, 'runs');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
};

const filesIn = (directory: string): string[] =>
  readdirSync(join(state, directory)).map((name) => join(state, directory, name));

function assign(session: FakeSession, script: ReturnType<typeof definition>, given: readonly Assignment[]): void {
  session.send({ $case: 'assign', value: { definitions: [script], assignments: [...given] } });
}

/** Waits until something in a directory of the worker is as it should be. */
async function until(directory: string, is: () => boolean): Promise<void> {
  const watcher = watch(directory);
  while (!is()) await once(watcher, 'change');
  watcher.close();
}

// A cold start of a further Node.js is what takes the time.
describe('a worker that is killed', { timeout: 60_000 }, () => {
  it('before it wrote an assignment down starts it in its next life, once', async () => {
    const given = assignment();
    const script = counting(':');
    assign(await firstLife('before:journal'), script, [given]);
    await death();
    const session = await nextLife([given]);
    // The slot of what comes again is not offered.
    expect(await session.next('room')).toEqual({ credits: 1 });
    assign(session, script, [given]);
    expect((await session.next('results')).results).toMatchObject([
      { attemptId: given.attemptId, outcome: Outcome.OUTCOME_SUCCESS },
    ]);
    expect(runs()).toHaveLength(1);
  });

  it('between the journal and the start never starts it, and reports it lost', async () => {
    const given = assignment();
    const script = counting(':');
    assign(await firstLife('after:journal'), script, [given]);
    await death();
    const session = await nextLife([given]);
    assign(session, script, [given]);
    expect((await session.next('results')).results).toMatchObject([
      { attemptId: given.attemptId, outcome: Outcome.OUTCOME_STOPPED, reason: '{"code":"WORKER_LOST"}' },
    ]);
    expect(runs()).toHaveLength(0);
  });

  it('reports what ended from its disk, what ran as lost, and nothing that is nobody’s any more', async () => {
    const [done, running, unheard, dropped] = [assignment(), assignment(), assignment(), assignment()];
    const script = counting(`echo "n=$CARILLON_ATTEMPT" > "$CARILLON_OUTPUT"; echo "said by $$"`);
    const endless = { ...counting('exec tail -f /dev/null'), id: 2 };
    const first = await firstLife();
    assign(first, script, [done]);
    first.send({ $case: 'resultsAck', value: { seq: (await first.next('results')).seq } });
    assign(first, endless, [{ ...running, definitionId: 2 }]);
    assign(first, script, [unheard, dropped]);
    // Nobody acknowledges them.
    const onDisk = (): string[] => filesIn('results').map((path) => basename(path));
    await until(join(state, 'results'), () =>
      [unheard, dropped].every(({ attemptId }) => onDisk().includes(attemptId)),
    );
    await until(state, () => runs().length === 4);
    // Nor what they said.
    const spooled = (): string =>
      filesIn('logs')
        .map((path) => readFileSync(path, 'latin1'))
        .join('');
    await until(join(state, 'logs'), () => spooled().includes(unheard.attemptId));
    killed?.kill('SIGKILL');
    await death();

    const session = await nextLife([running, unheard]);
    const fromDisk = await session.next('results');
    // Both slots are spoken for.
    expect(session.arrived('room')).toEqual([]);
    expect(fromDisk.results).toMatchObject([
      { attemptId: unheard.attemptId, fence: unheard.fence, outcome: Outcome.OUTCOME_SUCCESS, output: '{"n":"1"}' },
    ]);
    expect(onDisk()).toEqual([unheard.attemptId]);
    const { chunks } = await session.next('logs');
    expect(chunks.map(({ attemptId }) => attemptId)).toContain(unheard.attemptId);
    expect(Buffer.concat(chunks.map(({ body }) => body)).toString()).toContain('said by');
    expect((await session.next('heartbeat')).live.map(({ attemptId }) => attemptId)).toEqual([unheard.attemptId]);
    expect(runs().map(Number).filter(isAlive)).toEqual([]);
    assign(session, endless, [{ ...running, definitionId: 2 }]);
    assign(session, script, [unheard]);
    expect((await session.next('results')).results).toMatchObject([
      { attemptId: running.attemptId, outcome: Outcome.OUTCOME_STOPPED, reason: '{"code":"WORKER_LOST"}' },
    ]);
    const gone = until(join(state, 'results'), () => !onDisk().includes(unheard.attemptId));
    session.send({ $case: 'resultsAck', value: { seq: fromDisk.seq } });
    await gone;
    expect(runs()).toHaveLength(4);
  });
});
