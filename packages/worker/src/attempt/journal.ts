/**
 * Which attempts were ever taken on here (GUARANTEES 6.3). An attempt is written down before its start, one
 * write per batch, so that the same dispatch a second time starts nothing. A write to the page cache is
 * enough: it outlives the worker, and what does not outlive the host has no process left either.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { LiveAttempt } from '@carillon/protocol/grpc';
import type { Reserve } from './reserve.ts';

/** `returned`: it was given back, and had not been started. */
export type Entry = 'begun' | 'returned';

export interface Journal {
  get(attemptId: string): Entry | undefined;
  append(attempts: readonly LiveAttempt[], entry: Entry): void;
  close(): void;
}

/** Entries kept in each of the two files and in memory; a dispatch is repeated within seconds, not hours. */
const ENTRIES_PER_FILE = 50_000;

function createGenerations(limit: number, onTurn: () => void) {
  let current = new Map<string, Entry>();
  let previous = new Map<string, Entry>();
  return {
    get: (id: string) => current.get(id) ?? previous.get(id),
    add(id: string, entry: Entry) {
      if (current.size >= limit) {
        previous = current;
        current = new Map();
        onTurn();
      }
      current.set(id, entry);
    },
  };
}

/** For workers that start no processes: what they ran ends with them. */
export function createMemoryJournal(): Journal {
  const known = createGenerations(ENTRIES_PER_FILE, () => undefined);
  return {
    get: known.get,
    append(attempts, entry) {
      for (const { attemptId } of attempts) known.add(attemptId, entry);
    },
    close: () => undefined,
  };
}

/** @param reserve gives way when the disk is full: nothing is started that is not written down */
export function openJournal(directory: string, reserve: Reserve): Journal {
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
    if (!existsSync(earlier)) continue;
    for (const [id, entry] of readEntries(earlier).slice(-ENTRIES_PER_FILE / 2)) known.add(id, entry);
  }
  return {
    get: known.get,
    append(attempts, entry) {
      const line = ({ attemptId, fence }: LiveAttempt): string =>
        `${attemptId} ${fence}${entry === 'returned' ? ' returned' : ''}\n`;
      const lines = Buffer.from(attempts.map(line).join(''));
      reserve.within(() => appendWhole(file, lines));
      for (const { attemptId } of attempts) known.add(attemptId, entry);
    },
    close: () => closeSync(file),
  };
}

/** All of it or nothing: of a write to a disk that fills up a part may be taken without a word. */
function appendWhole(file: number, lines: Buffer): void {
  const { size } = fstatSync(file);
  try {
    for (let at = 0; at < lines.length; ) at += writeSync(file, lines, at);
  } catch (error) {
    ftruncateSync(file, size);
    throw error;
  }
}

function readEntries(path: string): [string, Entry][] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.length > 36)
    .map((line) => [line.slice(0, line.indexOf(' ')), line.endsWith(' returned') ? 'returned' : 'begun']);
}
