/**
 * Which attempts were ever started here (GUARANTEES 6.3). An attempt is written down before its start, one
 * write per batch, so that the same dispatch a second time starts nothing. A write to the page cache is
 * enough: it outlives the worker, and what does not outlive the host has no process left either.
 */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Assignment } from '@carillon/protocol/grpc';

export interface Journal {
  has(attemptId: string): boolean;
  append(assignments: readonly Assignment[]): void;
  close(): void;
}

/** Entries kept in each of the two files and in memory; a dispatch is repeated within seconds, not hours. */
const ENTRIES_PER_FILE = 50_000;

function createGenerations(limit: number, onTurn: () => void) {
  let current = new Set<string>();
  let previous = new Set<string>();
  return {
    has: (id: string) => current.has(id) || previous.has(id),
    add(id: string) {
      if (current.size >= limit) {
        previous = current;
        current = new Set();
        onTurn();
      }
      current.add(id);
    },
  };
}

/** For workers that start no processes: what they ran ends with them. */
export function createMemoryJournal(): Journal {
  const known = createGenerations(ENTRIES_PER_FILE, () => undefined);
  return {
    has: known.has,
    append(assignments) {
      for (const { attemptId } of assignments) known.add(attemptId);
    },
    close: () => undefined,
  };
}

export function openJournal(directory: string): Journal {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'journal');
  const older = join(directory, 'journal.1');
  let file = openSync(path, 'a', 0o600);
  const turn = (): void => {
    closeSync(file);
    renameSync(path, older);
    file = openSync(path, 'a', 0o600);
  };
  const known = createGenerations(ENTRIES_PER_FILE, turn);
  for (const earlier of [older, path]) {
    // Half a generation of each, so that reading them back turns nothing over.
    if (existsSync(earlier)) for (const id of readIds(earlier).slice(-ENTRIES_PER_FILE / 2)) known.add(id);
  }
  return {
    has: known.has,
    append(assignments) {
      let lines = '';
      for (const { attemptId, fence } of assignments) {
        known.add(attemptId);
        lines += `${attemptId} ${fence}\n`;
      }
      writeSync(file, lines);
    },
    close: () => closeSync(file),
  };
}

function readIds(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.length > 36)
    .map((line) => line.slice(0, line.indexOf(' ')));
}
