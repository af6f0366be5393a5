/**
 * The log of one attempt: lines gather into chunks of at most 64 KiB, less over a slow link; the first half of the
 * limit is shipped as it comes, of the rest the newest half is kept and shipped at the end (GUARANTEES 11). Writing never
 * waits: when shipping cannot keep up, lines are dropped and the log says how many.
 */
import type { AttemptLog } from '@carillon/plugin-api';
import type { LogChunk } from '@carillon/protocol/grpc';
import type { Masker, StreamMask } from '../secrets/masker.ts';
import { createLineSplitter, type LineSplitter } from './line-splitter.ts';
import { type LogStream, MAX_LINE_BYTES, storedLine } from './log-line.ts';
import type { LogShipper } from './log-shipper.ts';
import type { TailRing } from './tail-ring.ts';

export interface AttemptLogParts {
  readonly attempt: Pick<LogChunk, 'runId' | 'taskNo' | 'attempt' | 'attemptId'>;
  readonly shipper: LogShipper;
  /** Bytes kept of the log. */
  readonly limit: number;
  /** Secrets go before anything is gathered, shipped or spooled. */
  readonly masker?: Masker | undefined;
  now(): number;
  createTail(bytes: number): TailRing;
}

export interface GatheringLog extends AttemptLog {
  /** Nothing more will come. */
  close(): void;
  /** Ships what has gathered, though a chunk is not full. */
  flush(): void;
}

export function createAttemptLog({ attempt, shipper, limit, masker, now, createTail }: AttemptLogParts): GatheringLog {
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;
  let seq = 0;
  let shippedBytes = 0;
  let dropped = { lines: 0, bytes: 0 };
  let tail: TailRing | undefined;
  let spoolProblem: string | undefined;
  const splitters = new Map<LogStream, LineSplitter>();
  const masks = new Map<LogStream, StreamMask>();

  function add(line: Buffer): void {
    if (gatheredBytes + line.length > Math.min(MAX_LINE_BYTES, shipper.chunkBytes)) cut();
    gathered.push(line);
    gatheredBytes += line.length;
  }
  function cut(): void {
    if (gatheredBytes === 0) return;
    const body = gathered.length === 1 ? (gathered[0] as Buffer) : Buffer.concat(gathered, gatheredBytes);
    const lines = gathered.length;
    gathered = [];
    gatheredBytes = 0;
    if (!tail && shippedBytes + body.length <= limit / 2) return shipOrDrop(body, lines);
    try {
      tail ??= createTail(limit / 2);
      const gone = tail.put({ body, lines });
      if (gone) drop(gone.bytes, gone.lines);
    } catch (error) {
      // A full disk costs the log, never the task.
      spoolProblem = (error as Error).message;
      drop(body.length, lines);
    }
  }
  function shipOrDrop(body: Buffer, lines: number): void {
    if (dropped.lines > 0 && !shipMark('shipping could not keep up')) return drop(body.length, lines);
    if (!ship(body, lines)) drop(body.length, lines);
  }
  function drop(bytes: number, lines: number): void {
    dropped = { lines: dropped.lines + lines, bytes: dropped.bytes + bytes };
  }
  function shipMark(why: string): boolean {
    const text = `… ${dropped.lines} lines (${dropped.bytes} bytes) are left out here: ${why}`;
    if (!ship(storedLine('system', Buffer.from(text), now()), 1)) return false;
    dropped = { lines: 0, bytes: 0 };
    return true;
  }
  function ship(body: Buffer, lines: number): boolean {
    if (!shipper.offer({ ...attempt, seq, firstByte: BigInt(shippedBytes), lines, body })) return false;
    seq++;
    shippedBytes += body.length;
    return true;
  }
  /** The end of a log is worth waiting for room; nothing waits for it. */
  async function shipEnd(): Promise<void> {
    const tooLong = tail ? `the log is longer than ${limit} bytes` : 'shipping could not keep up';
    const why = spoolProblem ?? tooLong;
    while (dropped.lines > 0 && !shipMark(why)) await shipper.room();
    for (const { body, lines } of tail?.drain() ?? []) while (!ship(body, lines)) await shipper.room();
  }
  function splitterOf(stream: 'stdout' | 'stderr'): LineSplitter {
    let splitter = splitters.get(stream);
    if (!splitter) {
      splitter = createLineSplitter((text) => add(storedLine(stream, text, now())));
      splitters.set(stream, splitter);
    }
    return splitter;
  }

  function maskOf(stream: 'stdout' | 'stderr'): StreamMask | undefined {
    let mask = masks.get(stream);
    if (!mask && masker) {
      mask = masker.stream();
      masks.set(stream, mask);
    }
    return mask;
  }

  return {
    line(stream, said) {
      const text = masker?.text(said) ?? said;
      for (const one of text.includes('\n') ? text.split('\n') : [text])
        add(storedLine(stream, Buffer.from(one), now()));
    },
    write: (stream, bytes) => splitterOf(stream).write(maskOf(stream)?.push(bytes) ?? bytes),
    flush() {
      if (!tail) cut();
    },
    close() {
      for (const [stream, splitter] of splitters) {
        const held = masks.get(stream)?.end();
        if (held) splitter.write(held);
        splitter.end();
      }
      cut();
      if (tail || dropped.lines > 0) shipper.track(shipEnd());
    },
  };
}
