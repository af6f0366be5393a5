/** What one life of a worker writes down for itself and for the next one. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '@carillon/protocol/grpc';
import type { WorkerLog } from '../worker-log.ts';
import { createMemoryJournal, type Journal, openJournal } from './journal.ts';
import type { Reserve } from './reserve.ts';
import { openResultFiles, type ResultFiles } from './result-files.ts';

export interface Records {
  readonly journal: Journal;
  readonly results: ResultFiles;
  /** The session of the life before; empty: none. */
  readonly earlierSession: string;
  noteSession(id: string): void;
}

/**
 * In memory: of a worker that keeps nothing, or of a simulated one, whose disk the returned function is. Each call of
 * it is the opening of that disk by another life.
 */
export function createMemoryRecords(): () => Records {
  const journal = createMemoryJournal();
  const results = new Map<string, Result>();
  let session = '';
  return () => ({
    journal: { ...journal, close: () => undefined },
    results: {
      left: [...results.values()],
      keep(some) {
        for (const result of some) results.set(result.attemptId, result);
      },
      forget(some) {
        for (const { attemptId } of some) results.delete(attemptId);
      },
    },
    earlierSession: session,
    noteSession: (id) => void (session = id),
  });
}

export function openRecords(directory: string, reserve: Reserve, log: WorkerLog): Records {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'session');
  return {
    journal: openJournal(directory, reserve),
    results: openResultFiles(directory, reserve, log),
    earlierSession: readIfThere(path),
    noteSession: (id) => reserve.within(() => writeFileSync(path, id, { mode: 0o600 })),
  };
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
