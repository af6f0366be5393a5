import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatId } from '@carillon/core';
import { type LogChunk, Outcome, type Result } from '@carillon/protocol/grpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  assignment,
  definition,
  type FakeGateway,
  type FakeSession,
  startFakeGateway,
} from '../../test/fake-gateway.ts';
import { isAlive } from '../../test/is-alive.ts';
import { scriptExecutor } from '../../test/script-executor.ts';
import { silentLog } from '../../test/silent-log.ts';
import type { WorkerClock } from '../clock.ts';
import { createWorker, type Worker } from '../worker.ts';
import { createProcessScanner } from './marked-processes.ts';

let gateway: FakeGateway;
let worker: Worker | undefined;
let state: string;
/** Where the tasks of a test leave word for it. */
let signs: string;

beforeEach(async () => {
  gateway = await startFakeGateway();
  state = mkdtempSync(join(tmpdir(), 'carillon-worker-'));
  signs = mkdtempSync(join(tmpdir(), 'carillon-signs-'));
});
afterEach(async () => {
  gateway.acknowledgeAll();
  await worker?.stop({ drainMs: 0 });
  worker = undefined;
  gateway.stop();
  rmSync(state, { recursive: true });
  rmSync(signs, { recursive: true });
});

async function startWorker(clock?: WorkerClock): Promise<FakeSession> {
  worker = createWorker({
    config: { servers: [gateway.address], token: 't', stateDirectory: state, slots: 4 },
    executors: [scriptExecutor],
    log: silentLog,
    ...(clock ? { clock } : {}),
  });
  const starting = worker.start();
  // Where a test moves the time, nothing else is to come of that.
  const session = await gateway.welcomed(clock && { selfStopTermMs: 3_600_000, selfStopKillMs: 3_600_000 });
  await starting;
  return session;
}

function assign(
  session: FakeSession,
  script: string,
  fields: { with?: object; params?: object; env?: object; outputs?: object } = {},
) {
  const given = assignment({ params: JSON.stringify(fields.params ?? {}) });
  const { with: more, params: _, ...rest } = fields;
  session.send({
    $case: 'assign',
    value: { definitions: [definition('script', { ...rest, with: { ...more, script } })], assignments: [given] },
  });
  return given;
}

async function resultFrom(session: FakeSession): Promise<Result> {
  const [result] = (await session.next('results')).results;
  if (!result) throw new Error('a message without a result');
  return result;
}

/** Waits until a task has made this file. */
async function sign(name: string): Promise<string> {
  const path = join(signs, name);
  const watcher = watch(signs);
  while (!existsSync(path) || readFileSync(path, 'utf8') === '') await once(watcher, 'change');
  watcher.close();
  return readFileSync(path, 'utf8').trim();
}

/** A grandchild that left the process group and the session, and does not care for TERM. */
const daemon = (name: string) =>
  `(setsid sh -c 'trap "" TERM; echo $$ > ${signs}/.${name}; mv ${signs}/.${name} ${signs}/${name}; while :; do sleep 60; done' </dev/null >/dev/null 2>&1 &)`;

describe('a process attempt', { timeout: 60_000 }, () => {
  it('gets a clean environment and directories of its own, and leaves nothing behind', async () => {
    const session = await startWorker();
    assign(
      session,
      'env; pwd; ls -A; echo "day=$CARILLON_PARAM_DAY" > "$CARILLON_OUTPUT"; cat "$CARILLON_PARAMS"; mkdir -p closed/in; chmod 0 closed; echo; echo end',
      {
        params: { day: '2024-05-01', list: [1] },
        env: { GREETING: 'hi' },
        outputs: { day: 'string' },
      },
    );
    const result = await resultFrom(session);
    expect(result).toMatchObject({ outcome: Outcome.OUTCOME_SUCCESS, output: '{"day":"2024-05-01"}', exitCode: 0 });
    const lines = (await logUntil(session, ' o end')).map((line) => line.replace(/^\S+ o /, ''));
    const names = lines.filter((line) => /^[A-Z_]+=/.test(line)).map((line) => line.slice(0, line.indexOf('=')));
    expect(names.filter((name) => !name.startsWith('CARILLON_')).sort()).toEqual(
      ['GREETING', 'HOME', 'LANG', 'PATH', 'PWD', 'TMPDIR'].sort(),
    );
    expect(lines).toContain('CARILLON_PARAM_LIST=[1]');
    expect(lines).toContain('{"day":"2024-05-01","list":[1]}');
    expect(readdirSync(join(state, 'attempts'))).toEqual([]);
  });

  it('stores what it left as artifacts before its result is reported, without following links', async () => {
    const session = await startWorker();
    assign(
      session,
      `cd "$CARILLON_ARTIFACTS"; echo report > report.html; mkdir data; head -c 200000 /dev/zero > data/zeros; ln -s /etc/passwd stolen`,
    );
    expect((await resultFrom(session)).outcome).toBe(Outcome.OUTCOME_SUCCESS);
    expect([...gateway.artifacts.keys()].sort()).toEqual(['data/zeros', 'report.html']);
    expect(gateway.artifacts.get('report.html')?.head.contentType).toBe('text/html; charset=utf-8');
    expect(gateway.artifacts.get('data/zeros')?.body).toHaveLength(200_000);
  });

  it('fetches the artifacts of upstream tasks', async () => {
    const session = await startWorker();
    gateway.artifacts.set('extract/orders.csv', { head: {} as never, body: Buffer.from('a,b\n') });
    assign(session, 'echo "text=$(cat "$CARILLON_INPUTS/extract/orders.csv")" > "$CARILLON_OUTPUT"', {
      with: { inputs: ['extract/orders.csv'] },
    });
    expect((await resultFrom(session)).output).toBe('{"text":"a,b"}');
    assign(session, ':', { with: { inputs: ['extract/none'] } });
    expect((await resultFrom(session)).reason).toContain('extract/none could not be fetched: no artifact extract/none');
  });

  it('is gone with everything it started when it is stopped, whatever that did to stay', async () => {
    const session = await startWorker();
    const given = assign(session, `trap '' TERM; ${daemon('daemon')}; while :; do sleep 60; done`);
    const daemonPid = Number(await sign('daemon'));
    const reason = '{"code":"STOPPED_BY_USER"}';
    session.send({ $case: 'stop', value: { attempts: [{ attemptId: given.attemptId, reason, graceMs: 1 }] } });
    expect(await resultFrom(session)).toMatchObject({ outcome: Outcome.OUTCOME_STOPPED, reason });
    expect(isAlive(daemonPid)).toBe(false);
  });

  it('is gone as a whole when it forks without end, away from its group and deaf to TERM', async () => {
    const session = await startWorker();
    // It would end by itself, too: four that fork a hundred each, none of which stays longer than a minute.
    const script = [
      `cat > forks.sh <<'END'`,
      `trap '' TERM`,
      'for i in $(seq 100); do',
      `  setsid sleep 60 & [ $i = 5 ] && echo $$ > ${signs}/forked`,
      'done',
      'wait',
      'END',
      'for i in 1 2 3 4; do setsid sh forks.sh </dev/null >/dev/null 2>&1 & done',
      'wait',
    ];
    const given = assign(session, script.join('\n'));
    const marker = formatId('att', given.attemptId);
    const scanner = createProcessScanner();
    const alive = async () => (await scanner.scan()).filter(({ attemptId }) => attemptId === marker).length;
    await sign('forked');
    expect(await alive()).toBeGreaterThan(4);
    const reason = '{"code":"STOPPED_BY_USER"}';
    session.send({ $case: 'stop', value: { attempts: [{ attemptId: given.attemptId, reason, graceMs: 1 }] } });
    expect(await resultFrom(session)).toMatchObject({ outcome: Outcome.OUTCOME_STOPPED, reason });
    expect(await alive()).toBe(0);
  });

  it('does not begin when it is stopped on the way there, however far it has come', async () => {
    const session = await startWorker();
    for (let turns = 0; turns < 60; turns++) {
      const { attemptId } = assign(session, 'sleep 600');
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => void setImmediate(resolve));
      const order = { attemptId, reason: '{"code":"STOPPED_BY_USER"}', graceMs: 0 };
      session.send({ $case: 'stop', value: { attempts: [order] } });
      expect((await resultFrom(session)).outcome).toBe(Outcome.OUTCOME_STOPPED);
    }
  });

  it('may say goodbye on TERM', async () => {
    const session = await startWorker();
    const given = assign(session, `trap 'echo bye; exit 0' TERM; echo $$ > ${signs}/up; while :; do sleep 0.01; done`);
    await sign('up');
    session.send({
      $case: 'stop',
      value: { attempts: [{ attemptId: given.attemptId, reason: '{"code":"STOPPED_BY_USER"}', graceMs: 600_000 }] },
    });
    expect((await resultFrom(session)).outcome).toBe(Outcome.OUTCOME_STOPPED);
    await logUntil(session, ' o bye');
  });

  it('is gone after its goodbye, with what left its control group where it may', async () => {
    const session = await startWorker();
    const leave =
      'for g in /sys/fs/cgroup/pids /sys/fs/cgroup; do (echo $$ > $g/cgroup.procs) 2>/dev/null && break; done';
    const given = assign(
      session,
      `(setsid sh -c '${leave}; trap "" TERM; echo $$ > ${signs}/.away; mv ${signs}/.away ${signs}/away; exec sleep 600' </dev/null >/dev/null 2>&1 &)
       trap 'exit 0' TERM; while :; do sleep 0.1; done`,
    );
    const pid = Number(await sign('away'));
    const reason = '{"code":"STOPPED_BY_USER"}';
    session.send({ $case: 'stop', value: { attempts: [{ attemptId: given.attemptId, reason, graceMs: 60_000 }] } });
    expect((await resultFrom(session)).outcome).toBe(Outcome.OUTCOME_STOPPED);
    expect(isAlive(pid)).toBe(false);
  });

  it('is left alone by the sweep that kills what runs in the name of this worker and belongs to no attempt', async () => {
    let now = 0;
    const session = await startWorker({ elapsed: () => now, now: () => now });
    assign(session, `echo $$ > ${signs}/mine; exec tail -f /dev/null`);
    const mine = Number(await sign('mine'));
    const workerId = readFileSync(join(state, 'worker-id'), 'utf8').trim();
    const stranger = spawn('/usr/bin/tail', ['-f', '/dev/null'], {
      env: { CARILLON_WORKER: `${workerId}/an-earlier-life`, CARILLON_ATTEMPT_ID: 'att_00000000000000000000000001' },
      detached: true,
      stdio: 'ignore',
    });
    const gone = once(stranger, 'exit');
    now += 60_000;
    expect(await gone).toEqual([null, 'SIGKILL']);
    expect(isAlive(mine)).toBe(true);
  });

  it('leaves no process after a normal end', async () => {
    const session = await startWorker();
    assign(session, `${daemon('daemon')}; sleep 60 & while [ ! -e ${signs}/daemon ]; do sleep 0.01; done`);
    expect((await resultFrom(session)).outcome).toBe(Outcome.OUTCOME_SUCCESS);
    expect(isAlive(Number(await sign('daemon')))).toBe(false);
  });
});

describe('a worker that dies', { timeout: 60_000 }, () => {
  const start = (): ReturnType<typeof spawn> =>
    spawn(
      process.execPath,
      [
        '--conditions=@carillon/source',
        '--import',
        'tsx',
        join(import.meta.dirname, '../../test/worker-to-kill.ts'),
        gateway.address,
        state,
      ],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );

  it('is survived by nothing: the warden kills what a killed worker left', async () => {
    const killed = start();
    const session = await gateway.welcomed();
    assign(session, `${daemon('daemon')}; exec tail -f /dev/null`);
    const daemonPid = Number(await sign('daemon'));
    const held = watchEnd(daemonPid);
    killed.kill('SIGKILL');
    await held;
    expect(isAlive(daemonPid)).toBe(false);
  });

  it('keeps its directory to itself while it lives, and leaves it to its successor', async () => {
    const first = start();
    await gateway.welcomed();
    const second = createWorker({
      config: { servers: [gateway.address], token: 't', stateDirectory: state },
      executors: [scriptExecutor],
      log: silentLog,
    });
    await expect(second.start()).rejects.toThrow(`in use by the worker with process id ${first.pid}`);
    first.kill('SIGKILL');
    await once(first, 'exit');
    await startWorker();
  });
});

/** Resolves when the process has ended: `tail` watches it. */
async function watchEnd(pid: number): Promise<void> {
  await once(spawn('/usr/bin/tail', [`--pid=${pid}`, '-s', '0.02', '-f', '/dev/null']), 'exit');
}

/** The lines of the log up to one that ends like this. */
async function logUntil(session: FakeSession, last: string): Promise<string[]> {
  let text = '';
  while (!text.split('\n').some((line) => line.endsWith(last))) {
    const chunks: LogChunk[] = (await session.next('logs')).chunks;
    text += Buffer.concat(chunks.map((chunk) => chunk.body)).toString();
  }
  return text.split('\n');
}
