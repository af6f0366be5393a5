/**
 * Processes that run in this worker's name although no attempt of it does: left by an earlier life, or by an attempt
 * whose processes outlived every look at its end. The lock of the state directory says that no other life is there.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseId } from '@carillon/core';
import type { WorkerLog } from '../worker-log.ts';
import { type MarkedProcess, type ProcessScanner, signal } from './marked-processes.ts';

const ROUNDS = 100;
const PAUSE_MS = 20;

export interface Strangers {
  readonly scanner: ProcessScanner;
  readonly workerId: string;
  readonly isRunning: (attemptId: string) => boolean;
  readonly log: WorkerLog;
}

/** Looks and kills until a look finds nobody. */
export async function killStrangers({ scanner, workerId, isRunning, log }: Strangers): Promise<void> {
  const isStranger = ({ worker, attemptId }: MarkedProcess): boolean =>
    worker.startsWith(`${workerId}/`) && !(attemptId !== undefined && isRunning(parseId('att', attemptId) ?? ''));
  for (let round = 0; round < ROUNDS; round++) {
    const left = (await scanner.scan()).filter(isStranger);
    if (left.length === 0) return;
    log.warn({ processes: left.length }, 'killing processes of this worker that belong to no attempt it runs');
    for (const { pid } of left) signal(pid, 'SIGKILL');
    await delay(PAUSE_MS);
  }
  throw new Error('processes that belong to no attempt outlive KILL');
}
