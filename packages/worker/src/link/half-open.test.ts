/** Connections that look well to both ends while nothing passes: only the keep-alive of gRPC (5 s and 3 s) tells. */
import { type Executor, success } from '@carillon/plugin-api';
import { startTcpProxy, type TcpProxy } from '@carillon/testkit/services';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { assignment, definition, type FakeGateway, startFakeGateway } from '../../test/fake-gateway.ts';
import { silentLog } from '../../test/silent-log.ts';
import { createWorker, type Worker } from '../worker.ts';

type Direction = Parameters<TcpProxy['strand']>[0];

interface Way {
  readonly direction: Direction;
  readonly gateway: FakeGateway;
  readonly proxy: TcpProxy;
  readonly worker: Worker;
  /** How often its attempt was started. */
  starts(): number;
  end(): void;
}

/** Longer than any keep-alive: what ends the stream is not the worker's own clock. */
const PATIENT = { selfStopTermMs: 60_000, selfStopKillMs: 70_000 };

async function openWay(direction: Direction): Promise<Way> {
  const gateway = await startFakeGateway();
  const proxy = await startTcpProxy(Number(gateway.address.split(':')[1]));
  let starts = 0;
  const ends: (() => void)[] = [];
  const executor: Executor = {
    type: 'hold',
    schema: {},
    workspace: 'none',
    run() {
      starts++;
      return new Promise((resolve) => void ends.push(() => resolve(success())));
    },
  };
  const worker = createWorker({
    config: { servers: [`127.0.0.1:${proxy.port}`], token: 't', name: 'w', slots: 1 },
    executors: [executor],
    log: silentLog,
  });
  return { direction, gateway, proxy, worker, starts: () => starts, end: () => ends.forEach((end) => end()) };
}

const DIRECTIONS: readonly Direction[] = ['up', 'down', 'both'];
let ways: readonly Way[];
beforeEach(async () => {
  ways = await Promise.all(DIRECTIONS.map(openWay));
});
afterEach(async () => {
  for (const { gateway, proxy, worker, end } of ways) {
    end();
    gateway.acknowledgeAll();
    await worker.stop({ drainMs: 0 });
    await proxy.stop();
    gateway.stop();
  }
});

it('are replaced, whichever way is lost: the session is resumed, and what runs goes on', {
  timeout: 60_000,
}, async () => {
  const results = await Promise.all(
    ways.map(async ({ direction, gateway, proxy, worker, starts, end }) => {
      void worker.start();
      const first = await gateway.welcomed(PATIENT);
      const given = assignment();
      first.send({ $case: 'assign', value: { definitions: [definition('hold')], assignments: [given] } });
      await first.next('started');
      proxy.strand(direction);
      const second = await gateway.nextSession();
      expect(second.hello).toMatchObject({ sessionId: 'session-1', restarted: false });
      second.welcome({ ...PATIENT, fresh: false, kept: [given.attemptId] });
      second.send({ $case: 'assign', value: { definitions: [definition('hold')], assignments: [given] } });
      expect((await second.next('heartbeat')).live.map(({ attemptId }) => attemptId)).toEqual([given.attemptId]);
      end();
      const { results } = await second.next('results');
      return [results.map(({ attemptId, reason }) => attemptId === given.attemptId && reason), starts()];
    }),
  );
  expect(results).toEqual(DIRECTIONS.map(() => [[''], 1]));
});
