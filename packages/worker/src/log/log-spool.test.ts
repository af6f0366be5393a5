import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogChunk, Logs } from '@carillon/protocol/grpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../test/silent-log.ts';
import { createLogShipper } from './log-shipper.ts';
import { openLogSpool } from './log-spool.ts';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'carillon-logs-'));
});
afterEach(() => rmSync(state, { recursive: true }));

const chunk = (seq: number, bytes = 10): LogChunk => ({
  runId: 'r',
  taskNo: 0,
  attempt: 1,
  attemptId: 'a',
  seq,
  firstByte: 0n,
  lines: 1,
  body: Buffer.alloc(bytes, 'x'),
});
const segments = (): string[] => readdirSync(join(state, 'logs'));

function openShipper(maxBytes?: number) {
  const sent: Logs[] = [];
  const shipper = createLogShipper({
    send: (logs) => void sent.push(logs),
    onTail(error) {
      throw error;
    },
    spool: openLogSpool(state, silentLog, maxBytes),
  });
  const numbers = (): number[] => sent.flatMap(({ chunks }) => chunks.map(({ seq }) => seq));
  return { shipper, sent, numbers };
}

describe('the spool of logs', () => {
  it('gives the next life what was not acknowledged, in its order and once', () => {
    const first = openShipper();
    for (const seq of [0, 1]) first.shipper.offer(chunk(seq));
    first.shipper.flush();
    first.shipper.offer(chunk(2));
    first.shipper.keep('old');
    expect(segments()).toEqual([]);
    first.shipper.keep('old');
    const second = openShipper();
    second.shipper.flush();
    expect(second.numbers()).toEqual([0, 1, 2]);
    for (const { seq } of second.sent) second.shipper.acknowledge(seq);
    expect(segments()).toEqual([]);
  });

  it('writes nothing that is acknowledged in time', () => {
    const { shipper } = openShipper();
    shipper.offer(chunk(0));
    shipper.flush();
    shipper.keep('old');
    shipper.acknowledge(1n);
    shipper.keep('old');
    expect(segments()).toEqual([]);
  });

  it('reads back what was sent from disk, and does not mind a record that a kill left half written', () => {
    const first = openShipper();
    first.shipper.offer(chunk(0, 50_000));
    first.shipper.keep('all');
    first.shipper.flush();
    expect(first.sent.at(0)?.chunks.at(0)?.body).toHaveLength(50_000);
    appendFileSync(join(state, 'logs', '1'), Buffer.from([0, 0, 200, 0, 1, 2]));
    const second = openShipper();
    second.shipper.offer(chunk(1));
    second.shipper.flush();
    expect(second.numbers()).toEqual([0, 1]);
  });

  it('takes what does not fit into memory, as far as its bound', () => {
    const { shipper } = openShipper(10 * 2 ** 20);
    let taken = 0;
    while (shipper.offer(chunk(taken, 65_000))) taken++;
    // 64 MiB in memory and 10 on disk.
    expect([taken > (73 * 2 ** 20) / 65_300, taken < (75 * 2 ** 20) / 65_000]).toEqual([true, true]);
    expect(segments().length).toBeGreaterThan(1);
  });
});
