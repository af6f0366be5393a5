import type { LogChunk, Logs } from '@carillon/protocol/grpc';
import { describe, expect, it } from 'vitest';
import { createAttemptLog } from './attempt-log.ts';
import { createLogShipper } from './log-shipper.ts';
import { NO_LOG_SPOOL } from './log-spool.ts';
import { createMemoryTailRing } from './tail-ring.ts';

const NOON = Date.UTC(2024, 4, 1, 12);

/** A log whose chunks are acknowledged as they come, unless told otherwise. */
function openLog({ limit = 100 * 2 ** 20, acknowledging = true } = {}) {
  const sent: Logs[] = [];
  const shipper = createLogShipper({
    send(logs) {
      sent.push(logs);
      if (acknowledging) queueMicrotask(() => shipper.acknowledge(logs.seq));
    },
    onTail(error) {
      throw error;
    },
    spool: NO_LOG_SPOOL,
  });
  const log = createAttemptLog({
    attempt: { runId: 'r', taskNo: 0, attempt: 1, attemptId: 'a' },
    shipper,
    limit,
    now: () => NOON,
    createTail: createMemoryTailRing,
  });
  const chunks = (): LogChunk[] => sent.flatMap((logs) => logs.chunks);
  const text = (): string => Buffer.concat(chunks().map((chunk) => chunk.body)).toString();
  return { log, shipper, sent, chunks, text };
}

const ship = async ({ log, shipper }: ReturnType<typeof openLog>): Promise<void> => {
  log.close();
  shipper.flush();
  await shipper.drained();
};

describe('the log of an attempt', () => {
  it('stores lines with their time and stream, however the bytes came', async () => {
    const opened = openLog();
    opened.log.write('stdout', Buffer.from('one\ntw'));
    opened.log.write('stderr', Buffer.from('oops\r\n'));
    opened.log.write('stdout', Buffer.from('o\nlast'));
    opened.log.line('system', 'a\nb');
    await ship(opened);
    expect(opened.text()).toBe(
      ['o one', 'e oops', 'o two', 's a', 's b', 'o last'].map((line) => `2024-05-01T12:00:00.000Z ${line}\n`).join(''),
    );
  });

  it('cuts lines at 64 KiB, in one piece or many', async () => {
    const opened = openLog();
    opened.log.line('stdout', 'x'.repeat(100_000));
    for (let n = 0; n < 100; n++) opened.log.write('stdout', Buffer.alloc(1_000, 'y'));
    opened.log.write('stdout', Buffer.from('\nnext\n'));
    await ship(opened);
    const lines = opened.text().trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines.slice(0, 2)) {
      expect(Buffer.byteLength(line) + 1).toBe(64 * 1024);
      expect(line.endsWith(' … [line cut at 64 KiB]')).toBe(true);
    }
    expect(lines[2]?.endsWith(' o next')).toBe(true);
  });

  it('numbers chunks without a gap and keeps them within 64 KiB', async () => {
    const opened = openLog();
    for (let n = 0; n < 5_000; n++) opened.log.line('stdout', `line ${n}`);
    await ship(opened);
    let expected = 0n;
    for (const [at, chunk] of opened.chunks().entries()) {
      expect(chunk).toMatchObject({ seq: at, firstByte: expected });
      expect(chunk.body.length).toBeLessThanOrEqual(64 * 1024);
      expected += BigInt(chunk.body.length);
    }
    expect(opened.chunks().reduce((sum, chunk) => sum + chunk.lines, 0)).toBe(5_000);
  });

  it('keeps the first and the last half of a log that is too long, and says what is missing', async () => {
    const limit = 8 * 64 * 1024;
    const opened = openLog({ limit });
    for (let n = 0; n < 100_000; n++) opened.log.line('stdout', `line ${n}`);
    await ship(opened);
    const lines = opened
      .text()
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(27));
    const mark = lines.findIndex((line) => line.startsWith('…'));
    expect(lines[0]).toBe('line 0');
    expect(lines.at(-1)).toBe('line 99999');
    expect(opened.text().length).toBeLessThan(limit + 200);
    const missing = Number(
      /^… (\d+) lines \(\d+ bytes\) are left out here: the log is longer than/.exec(lines[mark] ?? '')?.[1],
    );
    expect(lines[mark + 1]).toBe(`line ${Number(lines[mark - 1]?.slice(5)) + 1 + missing}`);
  });

  it('drops instead of waiting when nothing is acknowledged, and says so when it is', async () => {
    const opened = openLog({ limit: 2 * 2 ** 30, acknowledging: false });
    const text = 'x'.repeat(60_000);
    for (let n = 0; n < 2_000; n++) opened.log.line('stdout', text);
    opened.shipper.flush();
    expect(opened.sent.flatMap((logs) => logs.chunks).length).toBeLessThan(40);
    for (const { seq } of opened.sent) opened.shipper.acknowledge(seq);
    opened.log.line('stdout', 'still here');
    opened.log.close();
    opened.shipper.flush();
    for (const { seq } of opened.sent) opened.shipper.acknowledge(seq);
    const lines = opened
      .text()
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(27, 127));
    expect(lines.filter((line) => line.startsWith('…'))).toEqual([
      expect.stringMatching(/^… \d+ lines \(\d+ bytes\) are left out here: shipping could not keep up$/),
    ]);
    expect(lines.at(-1)).toBe('still here');
  });

  it('sends again what was not acknowledged', () => {
    const opened = openLog({ acknowledging: false });
    opened.log.line('stdout', 'one');
    opened.log.flush();
    opened.shipper.flush();
    opened.shipper.sendAgain();
    expect(opened.sent.map(({ chunks }) => chunks)).toEqual([opened.chunks().slice(0, 1), opened.chunks().slice(0, 1)]);
  });
});
