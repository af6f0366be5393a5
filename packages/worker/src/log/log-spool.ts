/**
 * Log chunks on disk: those that wait for a server, and those that do not fit into memory (GUARANTEES 11). They stand in
 * segments, a file each, which goes when all of its chunks are acknowledged. A chunk of an earlier life that was
 * acknowledged may be shipped once more: the store knows it by attempt and number.
 */
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LogChunk } from '@carillon/protocol/grpc';
import type { WorkerLog } from '../worker-log.ts';

const SEGMENT_BYTES = 4 * 2 ** 20;
const MAX_BYTES = 2 ** 30;
/** The length of the record that follows. */
const HEAD_BYTES = 4;

export interface SpooledChunk {
  readonly bytes: number;
  /** Undefined when the disk does not give it back. */
  read(): LogChunk | undefined;
  /** It is acknowledged. */
  drop(): void;
}

export interface LogSpool {
  /** Undefined when there is no room for it. */
  put(chunk: LogChunk): SpooledChunk | undefined;
  /** Of earlier lives, oldest first. */
  readonly left: readonly SpooledChunk[];
}

/** For workers that keep nothing. */
export const NO_LOG_SPOOL: LogSpool = { put: () => undefined, left: [] };

interface Segment {
  readonly path: string;
  readonly file: number;
  /** Where the next record goes. */
  end: number;
  /** Chunks that are not acknowledged. */
  live: number;
}

export function openLogSpool(stateDirectory: string, log: WorkerLog, maxBytes = MAX_BYTES): LogSpool {
  const directory = join(stateDirectory, 'logs');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  let spooledBytes = 0;
  let current: Segment | undefined;

  const open = (name: string): Segment => {
    const path = join(directory, name);
    return { path, file: openSync(path, 'a+', 0o600), end: 0, live: 0 };
  };
  const remove = (segment: Segment): void => {
    closeSync(segment.file);
    rmSync(segment.path, { force: true });
    spooledBytes -= segment.end;
    if (current === segment) current = undefined;
  };
  const chunkAt = (segment: Segment, at: number, length: number): SpooledChunk => {
    segment.live++;
    return {
      bytes: length,
      read() {
        const bytes = Buffer.alloc(length);
        try {
          readSync(segment.file, bytes, 0, length, at);
          return LogChunk.decode(bytes);
        } catch (error) {
          log.error({ err: error, file: segment.path }, 'a part of a log cannot be read back from the spool');
          return undefined;
        }
      },
      drop() {
        segment.live--;
        if (segment.live === 0) remove(segment);
      },
    };
  };

  /** What a kill left half written at its end is not there. */
  function readSegment(name: string): SpooledChunk[] {
    const segment = open(name);
    const bytes = readFileSync(segment.path);
    const chunks: SpooledChunk[] = [];
    while (segment.end + HEAD_BYTES <= bytes.length) {
      const length = bytes.readUInt32BE(segment.end);
      const at = segment.end + HEAD_BYTES;
      if (at + length > bytes.length) break;
      chunks.push(chunkAt(segment, at, length));
      segment.end = at + length;
    }
    spooledBytes += segment.end;
    if (chunks.length === 0) remove(segment);
    return chunks;
  }

  const names = readdirSync(directory).sort((a, b) => Number(a) - Number(b));
  let next = Number(names.at(-1) ?? 0) + 1;

  return {
    left: names.flatMap(readSegment),
    put(chunk) {
      const body = LogChunk.encode(chunk).finish();
      const length = HEAD_BYTES + body.length;
      if (spooledBytes + length > maxBytes) return undefined;
      if (current && current.end >= SEGMENT_BYTES) current = undefined;
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeUInt32BE(body.length);
      try {
        current ??= open(String(next++));
        const written = writeSync(current.file, Buffer.concat([head, body]));
        // Half a record is none, and nothing may come after it.
        if (written < length) throw new Error(`${written} of ${length} bytes were written`);
      } catch (error) {
        log.warn({ err: error }, 'the spool of logs takes nothing more');
        if (current?.live === 0) remove(current);
        current = undefined;
        return undefined;
      }
      const spooled = chunkAt(current, current.end + HEAD_BYTES, body.length);
      current.end += length;
      spooledBytes += length;
      return spooled;
    },
  };
}
