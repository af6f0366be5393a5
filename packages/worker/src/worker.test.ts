import type { AttemptContext, AttemptResult, Executor } from '@carillon/plugin-api';
import { success } from '@carillon/plugin-api';
import { type Assignment, Outcome, type ServerMessage } from '@carillon/protocol/grpc';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assignment, definition, type FakeGateway, startFakeGateway } from '../test/fake-gateway.ts';
import { silentLog } from '../test/silent-log.ts';
import { openChannel } from './link/channel.ts';
import { createWorker, type Worker, type WorkerParts } from './worker.ts';

const ack = (seq: bigint) => ({ $case: 'resultsAck', value: { seq } }) as const;

let gateway: FakeGateway;
let worker: Worker | undefined;
const opened: Held[] = [];

beforeEach(async () => {
  gateway = await startFakeGateway();
});
afterEach(async () => {
  for (const held of opened.splice(0)) held.end();
  gateway.acknowledgeAll();
  await worker?.stop({ drainMs: 0 });
  worker = undefined;
  gateway.stop();
});

interface Held {
  readonly context: AttemptContext;
  end(result?: AttemptResult): void;
}

/** An executor whose attempts end when the test says so, or when they are stopped. */
function createHolding() {
  const started: Held[] = [];
  const waiting: ((held: Held) => void)[] = [];
  const executor: Executor = {
    type: 'hold',
    schema: {},
    workspace: 'none',
    run: (context) =>
      new Promise((resolve) => {
        const held = { context, end: (result: AttemptResult = success()) => resolve(result) };
        opened.push(held);
        context.signal.addEventListener('abort', () => resolve({ outcome: 'stopped', reason: context.signal.reason }));
        const taker = waiting.shift();
        if (taker) taker(held);
        else started.push(held);
      }),
  };
  return {
    executor,
    started,
    next: (): Promise<Held> =>
      started.length > 0
        ? Promise.resolve(started.shift() as Held)
        : new Promise((resolve) => void waiting.push(resolve)),
  };
}

/** Time that stands still until it is moved. */
function createHandClock() {
  let elapsed = 0;
  return { elapsed: () => elapsed, now: () => elapsed, advance: (ms: number) => void (elapsed += ms) };
}

const echo: Executor = {
  type: 'echo',
  schema: {},
  workspace: 'none',
  run: (context) => Promise.resolve(success({ said: context.params['word'] ?? null })),
};

interface BuildOptions extends Pick<WorkerParts, 'openChannel' | 'freeBytes'> {
  readonly slots?: number;
  readonly prefetch?: number;
  readonly clock?: ReturnType<typeof createHandClock>;
  readonly servers?: string[];
  readonly stateDirectory?: string;
}

function build(executors: Executor[], options: BuildOptions = {}): Worker {
  const { slots = 4, prefetch = 0, servers = [gateway.address], clock, stateDirectory, ...ports } = options;
  worker = createWorker({
    config: { servers, token: 'crl_wkr_x', name: 'w', slots, prefetch, ...(stateDirectory ? { stateDirectory } : {}) },
    executors,
    log: silentLog,
    ...ports,
    ...(clock ? { clock } : {}),
  });
  return worker;
}

describe('a worker on its stream', { timeout: 60_000 }, () => {
  it('announces itself, is given room for its slots, and reports results in batches', async () => {
    void build([echo], { slots: 3, prefetch: 2 }).start();
    const session = await gateway.nextSession();
    expect(session.hello).toMatchObject({
      sessionId: '',
      name: 'w',
      group: 'default',
      capabilities: ['echo'],
      slots: 3,
      prefetch: 2,
    });
    expect(session.token).toBe('Bearer crl_wkr_x');
    session.welcome();
    expect(await session.next('room')).toEqual({ credits: 3 });
    const assignments = ['a', 'b', 'c'].map((word) => assignment({ params: JSON.stringify({ word }) }));
    session.send({ $case: 'assign', value: { definitions: [definition('echo')], assignments } });
    const { results } = await session.next('results');
    expect(results.map(({ outcome, output }) => [outcome, output])).toEqual(
      ['a', 'b', 'c'].map((word) => [Outcome.OUTCOME_SUCCESS, JSON.stringify({ said: word })]),
    );
    // Attempts this short make it worth holding more than there are slots for, as many as were asked for.
    expect(await session.next('room')).toEqual({ credits: 2 });
  });

  it('hands back what waits behind long attempts, and asks for less from then on', async () => {
    const holding = createHolding();
    const clock = createHandClock();
    void build([echo, holding.executor], { slots: 1, prefetch: 2, clock }).start();
    const session = await gateway.welcomed();
    const short = ['a', 'b'].map((word) => assignment({ params: JSON.stringify({ word }) }));
    session.send({ $case: 'assign', value: { definitions: [definition('echo')], assignments: short } });
    expect(await session.next('room')).toEqual({ credits: 1 });
    expect(await session.next('room')).toEqual({ credits: 2 });
    const long = [0, 1, 2].map(() => assignment({ definitionId: 2 }));
    session.send({ $case: 'assign', value: { definitions: [{ ...definition('hold'), id: 2 }], assignments: long } });
    const first = await holding.next();
    clock.advance(501);
    const { attempts, draining } = await session.next('handback');
    expect([attempts.map(({ attemptId }) => attemptId), draining]).toEqual([
      long.slice(1).map(({ attemptId }) => attemptId),
      false,
    ]);
    first.end();
    await session.next('results');
    expect(holding.started).toHaveLength(0);
  });

  it('rejects its start when the server refuses it', async () => {
    const starting = build([echo]).start();
    const session = await gateway.nextSession();
    session.send({ $case: 'refused', value: { code: 'AUTH_TOKEN_INVALID', detail: 'no such token' } });
    await expect(starting).rejects.toThrow('AUTH_TOKEN_INVALID: no such token');
  });

  it('keeps what exceeds its slots in a queue and starts it when a slot is free', async () => {
    const holding = createHolding();
    void build([holding.executor], { slots: 1, prefetch: 1 }).start();
    const session = await gateway.welcomed();
    session.send({
      $case: 'assign',
      value: { definitions: [definition('hold')], assignments: [assignment(), assignment()] },
    });
    const first = await holding.next();
    expect(worker?.busy).toBe(1);
    expect(holding.started).toHaveLength(0);
    first.end();
    await holding.next();
    expect((await session.next('results')).results).toHaveLength(1);
  });

  it('resumes its session after a break, sends unacknowledged results again and runs no assignment twice', async () => {
    const holding = createHolding();
    void build([echo, holding.executor]).start();
    const first = await gateway.welcomed();
    await first.next('room');
    const done = assignment();
    const acknowledged = assignment();
    const held = assignment({ definitionId: 2 });
    const definitions = [definition('echo'), definition('hold', {}, 2)];
    first.send({ $case: 'assign', value: { definitions, assignments: [acknowledged] } });
    first.send(ack((await first.next('results')).seq));
    first.send({ $case: 'assign', value: { definitions: [], assignments: [done, held] } });
    const before = await first.next('results');
    const running = await holding.next();
    first.cut();

    const second = await gateway.nextSession();
    expect(second.hello.sessionId).toBe('session-1');
    second.welcome({ fresh: false });
    // Four slots, one of them taken; the credit of the result comes back when the server gets it again.
    expect(await second.next('room')).toEqual({ credits: 2 });
    expect(await second.next('results')).toEqual(before);
    const beat = await second.next('heartbeat');
    expect(beat.full).toBe(true);
    expect(beat.live.map(({ attemptId }) => attemptId).sort()).toEqual([done.attemptId, held.attemptId].sort());
    second.send({ $case: 'assign', value: { definitions, assignments: [done, held, acknowledged] } });
    running.end();
    const { results } = await second.next('results');
    expect(results.map(({ attemptId }) => attemptId)).toEqual([held.attemptId]);
    expect(holding.started).toHaveLength(0);
  });

  it('stops everything it holds when its session could not be resumed', async () => {
    const holding = createHolding();
    void build([holding.executor]).start();
    const first = await gateway.welcomed();
    first.send({ $case: 'assign', value: { definitions: [definition('hold')], assignments: [assignment()] } });
    const { context } = await holding.next();
    first.cut();
    const second = await gateway.welcomed({ fresh: true, sessionId: 'session-2' });
    const rooms = [await second.next('room'), await second.next('room')];
    expect(context.signal.aborted).toBe(true);
    expect(rooms.map(({ credits }) => credits)).toEqual([3, 1]);
    expect(second.arrived('results')).toEqual([]);
  });

  it('stops an attempt for the reason it was told, and forgets one that is stale', async () => {
    const holding = createHolding();
    void build([holding.executor]).start();
    const session = await gateway.welcomed();
    await session.next('room');
    const stopped = assignment();
    const stale = assignment();
    session.send({ $case: 'assign', value: { definitions: [definition('hold')], assignments: [stopped, stale] } });
    await holding.next();
    const second = await holding.next();
    const reason = JSON.stringify({ code: 'STOPPED_BY_USER', params: { actor: 'ann' } });
    session.send({ $case: 'stop', value: { attempts: [{ attemptId: stopped.attemptId, reason, graceMs: 1_000 }] } });
    expect((await session.next('results')).results).toMatchObject([
      { attemptId: stopped.attemptId, outcome: Outcome.OUTCOME_STOPPED, reason },
    ]);
    session.send({ $case: 'stale', value: { attemptIds: [stale.attemptId] } });
    expect(await session.next('room')).toEqual({ credits: 1 });
    expect(second.context.signal.aborted).toBe(true);
    expect(session.arrived('results')).toEqual([]);
  });

  it('fails an attempt at its time limit', async () => {
    const clock = createHandClock();
    const holding = createHolding();
    void build([holding.executor], { clock }).start();
    const session = await gateway.welcomed();
    session.send({
      $case: 'assign',
      value: { definitions: [definition('hold', { attemptTimeoutMs: 5_000 })], assignments: [assignment()] },
    });
    await holding.next();
    clock.advance(5_000);
    const { results } = await session.next('results');
    expect(results).toMatchObject([
      {
        outcome: Outcome.OUTCOME_FAILED,
        retryable: true,
        reason: '{"code":"ATTEMPT_TIMEOUT","params":{"limitMs":5000}}',
      },
    ]);
  });

  /** A worker that has one attempt under way, and has sent its first beat. */
  async function atWork(
    clock: ReturnType<typeof createHandClock>,
    welcome: Parameters<typeof gateway.welcomed>[0] = {},
    others: readonly string[] = [],
  ) {
    const holding = createHolding();
    void build([holding.executor], { clock, servers: [gateway.address, ...others] }).start();
    const session = await gateway.welcomed(welcome);
    await session.next('heartbeat');
    session.send({ $case: 'assign', value: { definitions: [definition('hold')], assignments: [assignment()] } });
    return { holding, session, ...(await holding.next()) };
  }

  it('announces as running only what has run for a while', async () => {
    const clock = createHandClock();
    const holding = createHolding();
    void build([holding.executor], { clock }).start();
    const session = await gateway.welcomed();
    const long = assignment();
    session.send({ $case: 'assign', value: { definitions: [definition('hold')], assignments: [long] } });
    await holding.next();
    clock.advance(200);
    expect((await session.next('started')).attempts).toMatchObject([{ attemptId: long.attemptId, fence: long.fence }]);
  });

  it('sends TERM when no beat was answered for 9 s, and starts nothing until one is', async () => {
    const clock = createHandClock();
    const { holding, session, context } = await atWork(clock);
    clock.advance(9_000);
    const { results } = await session.next('results');
    expect(context.signal.aborted).toBe(true);
    expect(results).toMatchObject([{ outcome: Outcome.OUTCOME_STOPPED, reason: '{"code":"WORKER_LOST"}' }]);
    session.send({ $case: 'assign', value: { definitions: [], assignments: [assignment()] } });
    const beat = await session.next('heartbeat');
    expect(holding.started).toHaveLength(0);
    session.send({ $case: 'heartbeatAck', value: { seq: beat.seq, storeAway: false } });
    await holding.next();
  });

  it("goes on with what runs while the store is away, and begins nothing that may be somebody else's by now", async () => {
    const clock = createHandClock();
    const { holding, session, context } = await atWork(clock, { heartbeatMs: 8_000 });
    const answer = async (storeAway: boolean) => {
      clock.advance(8_000);
      const { seq } = await session.next('heartbeat');
      session.send({ $case: 'heartbeatAck', value: { seq, storeAway } });
    };
    await answer(true);
    clock.advance(1_000);
    session.send({ $case: 'assign', value: { definitions: [], assignments: [assignment()] } });
    clock.advance(100);
    expect([context.signal.aborted, holding.started.length]).toEqual([false, 0]);
    await answer(false);
    await holding.next();
  });

  it('asks other servers for the store when its own has lost it, and goes on with what runs', async () => {
    const clock = createHandClock();
    const other = await startFakeGateway();
    const { session, context } = await atWork(clock, {}, [other.address]);
    for (let beats = 0; beats < 2; beats++) {
      clock.advance(3_000);
      const { seq } = await session.next('heartbeat');
      session.send({ $case: 'heartbeatAck', value: { seq, storeAway: true } });
    }
    const second = await other.welcomed({ fresh: false });
    expect(second.hello.sessionId).toBe('session-1');
    clock.advance(6_000);
    expect((await second.next('heartbeat')).busy).toBe(1);
    expect(context.signal.aborted).toBe(false);
    other.stop();
  });

  it('goes to another server when told to, and hands back what has not started when it drains', async () => {
    const other = await startFakeGateway();
    const holding = createHolding();
    void build([holding.executor], { slots: 1, prefetch: 1, servers: [gateway.address, other.address] }).start();
    const first = await gateway.welcomed();
    first.send({ $case: 'goAway', value: {} });
    const second = await other.welcomed({ fresh: false });
    expect(second.hello.sessionId).toBe('session-1');
    const waiting = assignment();
    second.send({
      $case: 'assign',
      value: { definitions: [definition('hold')], assignments: [assignment(), waiting] },
    });
    await holding.next();
    second.acknowledgeAll();
    const handedBack = second.next('handback');
    const stopping = worker?.stop({ drainMs: 0 });
    worker = undefined;
    expect(await handedBack).toEqual({
      attempts: [{ attemptId: waiting.attemptId, fence: waiting.fence }],
      draining: true,
    });
    await stopping;
    other.stop();
  });

  it('stops each attempt when the lease of its task asks for it', async () => {
    const clock = createHandClock();
    const holding = createHolding();
    void build([holding.executor], { clock }).start();
    const session = await gateway.welcomed();
    await session.next('heartbeat');
    const definitions = [{}, { leaseMs: 600_000 }, { exclusive: true }].map((fields, at) =>
      definition('hold', fields, at + 1),
    );
    const [plain, long, exclusive] = [1, 2, 3].map((definitionId) => assignment({ definitionId })) as [
      Assignment,
      Assignment,
      Assignment,
    ];
    session.send({ $case: 'assign', value: { definitions, assignments: [plain, long, exclusive] } });
    for (let started = 0; started < 3; started++) await holding.next();
    clock.advance(6_000);
    const { seq } = await session.next('heartbeat');
    session.send({ $case: 'heartbeatAck', value: { seq, storeAway: true } });
    // What comes behind it tells that it was read.
    session.send({ $case: 'assign', value: { definitions: [], assignments: [assignment({ definitionId: 2 })] } });
    await holding.next();
    clock.advance(3_000);
    const endsOf = async () => (await session.next('results')).results.map(({ attemptId }) => attemptId);
    expect(await endsOf()).toEqual([exclusive.attemptId]);
    clock.advance(6_000);
    expect(await endsOf()).toEqual([plain.attemptId]);
    expect(worker?.busy).toBe(2);
  });

  it('wakes from a freeze by looking at the time, before it reads what came meanwhile', async () => {
    const clock = createHandClock();
    const holding = createHolding();
    let deliver: (message: ServerMessage) => void = () => undefined;
    const listening: typeof openChannel = (address, metadata) => {
      const channel = openChannel(address, metadata);
      const { stream } = channel;
      const on = stream.on.bind(stream) as (event: string, listener: (value: never) => void) => unknown;
      stream.on = (event: string, listener: (value: never) => void) => {
        if (event === 'data') deliver = listener as typeof deliver;
        return on(event, listener);
      };
      return channel;
    };
    void build([holding.executor], { clock, openChannel: listening }).start();
    const session = await gateway.welcomed();
    const definitions = [definition('hold')];
    session.send({ $case: 'assign', value: { definitions, assignments: [assignment()] } });
    const { context } = await holding.next();
    clock.advance(12_000);
    deliver({ body: { $case: 'assign', value: { definitions, assignments: [assignment()] } } });
    expect([context.signal.aborted, holding.started.length]).toEqual([true, 0]);
  });

  it('hands back again what it handed back before a break, and starts it no more', async () => {
    const holding = createHolding();
    const clock = createHandClock();
    void build([echo, holding.executor], { slots: 1, prefetch: 1, clock }).start();
    const first = await gateway.welcomed();
    const definitions = [definition('echo'), definition('hold', {}, 2)];
    first.send({ $case: 'assign', value: { definitions, assignments: [assignment()] } });
    await first.next('results');
    const [long, waiting] = [assignment({ definitionId: 2 }), assignment({ definitionId: 2 })];
    first.send({ $case: 'assign', value: { definitions: [], assignments: [long, waiting] } });
    await holding.next();
    clock.advance(501);
    await first.next('handback');
    first.cut();
    const second = await gateway.welcomed({ fresh: false, kept: [long.attemptId, waiting.attemptId] });
    second.send({ $case: 'assign', value: { definitions, assignments: [long, waiting] } });
    expect((await second.next('handback')).attempts.map(({ attemptId }) => attemptId)).toEqual([waiting.attemptId]);
    expect(holding.started).toHaveLength(0);
  });

  it('keeps what was moved to its new session, and drops the rest', async () => {
    const holding = createHolding();
    void build([echo, holding.executor], { slots: 4 }).start();
    const first = await gateway.welcomed();
    await first.next('room');
    const [kept, lost, ended, gone] = ['hold', 'hold', 'echo', 'echo'].map((type) =>
      assignment({ definitionId: type === 'hold' ? 2 : 1 }),
    ) as [Assignment, Assignment, Assignment, Assignment];
    const definitions = [definition('echo'), definition('hold', {}, 2)];
    first.send({ $case: 'assign', value: { definitions, assignments: [kept, lost, ended, gone] } });
    const running = [await holding.next(), await holding.next()];
    await first.next('results');
    first.cut();
    const second = await gateway.welcomed({
      fresh: true,
      sessionId: 'session-2',
      kept: [kept.attemptId, ended.attemptId],
    });
    // Four slots, less what is kept, what is still ending and what is reported again.
    expect(await second.next('room')).toEqual({ credits: 1 });
    expect((await second.next('results')).results.map(({ attemptId }) => attemptId)).toEqual([ended.attemptId]);
    expect(running.map(({ context }) => context.signal.aborted)).toEqual([false, true]);
    expect((await second.next('heartbeat')).live.map(({ attemptId }) => attemptId).sort()).toEqual(
      [kept.attemptId, ended.attemptId].sort(),
    );
  });
});

describe('a worker whose disk is full', { timeout: 60_000 }, () => {
  let state: string;
  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'carillon-full-'));
  });
  // After its worker has stopped, which still uses it.
  afterEach(() => rmSync(state, { recursive: true }));

  it('says so at once, goes on with what runs, and takes new work when there is room again', async () => {
    const holding = createHolding();
    const clock = createHandClock();
    let free = 10 * 2 ** 30;
    const freeBytes = async (): Promise<number> => free;
    const built = build([holding.executor], { clock, freeBytes, stateDirectory: state });
    void built.start();
    const session = await gateway.welcomed();
    expect((await session.next('heartbeat')).diskFull).toBe(false);
    session.send({ $case: 'assign', value: { definitions: [definition('hold')], assignments: [assignment()] } });
    const { context } = await holding.next();
    free = 1_000;
    clock.advance(2_000);
    expect((await session.next('heartbeat')).diskFull).toBe(true);
    expect([built.problem, context.signal.aborted]).toEqual([`the disk of ${state} is full`, false]);
    // Room for one more would be none a moment later.
    free = 65 * 2 ** 20;
    clock.advance(3_000);
    expect((await session.next('heartbeat')).diskFull).toBe(true);
    free = 10 * 2 ** 30;
    clock.advance(2_000);
    expect((await session.next('heartbeat')).diskFull).toBe(false);
    expect(built.problem).toBeUndefined();
  });
});
