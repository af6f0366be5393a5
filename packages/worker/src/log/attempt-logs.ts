/** The logs of all attempts: opened when somebody writes, flushed by the metronome, shipped together. */
import { join } from 'node:path';
import type { AttemptLog } from '@carillon/plugin-api';
import type { Logs } from '@carillon/protocol/grpc';
import type { Attempt } from '../attempt/attempt.ts';
import type { WorkerClock } from '../clock.ts';
import type { WorkerSettings } from '../config.ts';
import type { WorkerLog } from '../worker-log.ts';
import { createAttemptLog, type GatheringLog } from './attempt-log.ts';
import { createLogShipper } from './log-shipper.ts';
import type { LogSpool } from './log-spool.ts';
import { createFileTailRing, createMemoryTailRing } from './tail-ring.ts';

/** Without a state directory the ends of long logs are kept in memory. */
const MEMORY_TAIL_BYTES = 1 * 2 ** 20;

/** What a handler writes after its attempt was reported comes too late to be numbered. */
const DEAF: AttemptLog = { line: () => undefined, write: () => undefined };

export interface AttemptLogs {
  open(attempt: Attempt): AttemptLog;
  close(attempt: Attempt): void;
  flush(): void;
  keep(what: 'old' | 'all'): void;
  acknowledge(seq: bigint): void;
  sendAgain(): void;
  drained(): Promise<void>;
}

export interface AttemptLogsParts {
  readonly settings: Pick<WorkerSettings, 'logLimit' | 'stateDirectory'>;
  readonly clock: WorkerClock;
  readonly log: WorkerLog;
  readonly spool: LogSpool;
  send(logs: Logs): void;
}

export function createAttemptLogs({ settings, clock, log, spool, send }: AttemptLogsParts): AttemptLogs {
  const open = new Map<Attempt, GatheringLog>();
  const shipper = createLogShipper({
    send,
    onTail: (error) => log.error({ err: error }, 'the end of a log could not be shipped'),
    spool,
  });

  function create({ assignment, masker }: Attempt): GatheringLog {
    const { runId, taskNo, attempt, attemptId } = assignment;
    return createAttemptLog({
      attempt: { runId, taskNo, attempt, attemptId },
      shipper,
      limit: settings.logLimit,
      masker,
      now: () => clock.now(),
      createTail: (bytes) =>
        settings.stateDirectory === undefined
          ? createMemoryTailRing(Math.min(bytes, MEMORY_TAIL_BYTES))
          : createFileTailRing(join(settings.stateDirectory, 'spool', attemptId), bytes),
    });
  }

  return {
    open(attempt) {
      if (attempt.phase === 'reported') return DEAF;
      let attemptLog = open.get(attempt);
      if (!attemptLog) {
        attemptLog = create(attempt);
        open.set(attempt, attemptLog);
      }
      return attemptLog;
    },
    close(attempt) {
      const attemptLog = open.get(attempt);
      if (!attemptLog) return;
      open.delete(attempt);
      attemptLog.close();
    },
    flush() {
      for (const attemptLog of open.values()) attemptLog.flush();
      shipper.flush();
    },
    keep: (what) => shipper.keep(what),
    acknowledge: (seq) => shipper.acknowledge(seq),
    sendAgain: () => shipper.sendAgain(),
    drained() {
      shipper.flush();
      return shipper.drained();
    },
  };
}
