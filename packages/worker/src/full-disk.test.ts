/** The worker on a small file system of its own, which is filled to the last byte. It takes root to mount one. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttemptResult, type Executor, success } from '@carillon/plugin-api';
import { type Assignment, Outcome } from '@carillon/protocol/grpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assignment, definition, type FakeGateway, startFakeGateway } from '../test/fake-gateway.ts';
import { silentLog } from '../test/silent-log.ts';
import { openJournal } from './attempt/journal.ts';
import type { Reserve } from './attempt/reserve.ts';
import { createWorker, type Worker } from './worker.ts';

/** Elsewhere it is left out; where everything is asked for, it fails for want of the right. */
const mayMount = process.getuid?.() === 0 || process.env['CARILLON_REQUIRE_SERVICES'] === '1';
/** What is reserved, what makes room again, and some more. */
const SIZE_MIB = 320;

let gateway: FakeGateway;
let worker: Worker | undefined;
let state: string;

describe.skipIf(!mayMount)('a worker whose disk is full (needs root to mount one)', { timeout: 60_000 }, () => {
  beforeEach(async () => {
    gateway = await startFakeGateway();
    state = mkdtempSync(join(tmpdir(), 'carillon-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MIB}m`, 'tmpfs', state]);
  });
  afterEach(async () => {
    gateway.acknowledgeAll();
    await worker?.stop({ drainMs: 0 });
    gateway.stop();
    execFileSync('umount', ['--lazy', state]);
    rmSync(state, { recursive: true });
  });

  const free = (): number => {
    const { bavail, bsize } = statfsSync(state);
    return bavail * bsize;
  };

  it('says so, ends what runs and reports it, and goes on when there is room', async () => {
    let now = 0;
    let end: (result: AttemptResult) => void = () => undefined;
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const hold: Executor = {
      type: 'hold',
      schema: {},
      workspace: 'none',
      run: () =>
        new Promise((resolve) => {
          end = resolve;
          begin();
        }),
    };
    worker = createWorker({
      config: { servers: [gateway.address], token: 't', stateDirectory: state, slots: 4 },
      executors: [hold],
      log: silentLog,
      clock: { elapsed: () => now, now: () => now },
    });
    void worker.start();
    const session = await gateway.welcomed({ selfStopTermMs: 3_600_000, selfStopKillMs: 3_600_000 });
    const running = assignment();
    session.send({ $case: 'assign', value: { definitions: [definition('hold')], assignments: [running] } });
    await begun;

    const filler = join(state, 'filler');
    execFileSync('fallocate', ['--length', String(free()), filler]);
    expect(free()).toBe(0);
    const beatThat = async (isFull: boolean): Promise<void> => {
      do now += 3_000;
      while ((await session.next('heartbeat')).diskFull !== isFull);
    };
    await beatThat(true);
    expect(worker.problem).toBe(`the disk of ${state} is full`);

    end(success({ rows: 1 }));
    const { results } = await session.next('results');
    expect(results).toMatchObject([{ attemptId: running.attemptId, outcome: Outcome.OUTCOME_SUCCESS }]);

    rmSync(filler);
    await beatThat(false);
    expect(worker.problem).toBeUndefined();
  });

  it('writes down all of what it takes on at once, or none of it', () => {
    const noReserve: Reserve = { within: (write) => write(), refill: () => undefined };
    const first = Array.from({ length: 10 }, () => assignment());
    const many = Array.from({ length: 2_000 }, () => assignment());
    const journal = openJournal(state, noReserve);
    journal.append(first, 'begun');
    const filler = join(state, 'filler');
    // Room for a part of it, of which the system takes what it can.
    execFileSync('fallocate', ['--length', String(free() - 16 * 2 ** 10), filler]);
    expect(() => journal.append(many, 'begun')).toThrow('ENOSPC');
    rmSync(filler);
    const [last] = many.splice(-1) as [Assignment];
    journal.append([last], 'begun');
    journal.close();
    const known = openJournal(state, noReserve);
    for (const { attemptId } of [...first, last]) expect(known.get(attemptId)).toBe('begun');
    for (const { attemptId } of many) expect(known.get(attemptId)).toBeUndefined();
    known.close();
  });
});
