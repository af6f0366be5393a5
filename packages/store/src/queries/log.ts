/** Byte ranges of an attempt's log, put together from its chunks. */
import type { LogSlice, TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';
import { OWNS_RUN } from './owns-run.ts';

export interface AttemptOf {
  readonly runId: string;
  readonly taskNo: number;
  readonly attempt: number;
}
export type LogRange = { readonly offset: number; readonly limit: number } | { readonly tail: number };

/** Read before the chunks: an attempt that is final here has all of its chunks there. */
const LOG_HEAD = {
  name: 'log_head',
  text: `select
      exists (select from task_run where run_id = $2 and task_no = $3 and attempt_no = $4 and state in (2, 3, 7)) live,
      coalesce((select first_byte + length(body) from log_chunk where run_id = $2 and task_no = $3 and attempt_no = $4 order by seq desc limit 1), 0)::int8 size
    where ${OWNS_RUN} and (
      exists (select from task_run where run_id = $2 and task_no = $3 and attempt_no >= $4)
      or exists (select from task_history where run_id = $2 and task_no = $3 and attempt_no >= $4)
      or exists (select from run_history where id = $2 and $3 = 0 and attempt_no >= $4))`,
};

/** The walk back from the end finds the first chunk at once for a reader who follows the log. */
const LOG_CHUNKS = {
  name: 'log_chunks',
  text: `select first_byte, body from log_chunk
    where run_id = $1 and task_no = $2 and attempt_no = $3 and first_byte < $5 and seq >= coalesce(
      (select seq from log_chunk where run_id = $1 and task_no = $2 and attempt_no = $3 and first_byte <= $4 order by seq desc limit 1), 0)
    order by seq`,
};

export async function readLog(
  reader: Reader,
  scope: TenantScope,
  of: AttemptOf,
  range: LogRange,
): Promise<LogSlice | undefined> {
  const key = [of.runId, of.taskNo, of.attempt];
  const [head] = await reader.rows<{ live: boolean; size: number }>(LOG_HEAD, [scope.tenantKey, ...key]);
  if (!head) return undefined;
  const from = 'tail' in range ? Math.max(0, head.size - range.tail) : range.offset;
  const until = Math.min(head.size, 'tail' in range ? head.size : range.offset + range.limit);
  const chunks = from < until ? await reader.rows<Chunk>(LOG_CHUNKS, [...key, from, until]) : [];
  const slice = cut(chunks, from, until);
  return { ...slice, complete: !head.live && slice.nextOffset >= head.size };
}

interface Chunk {
  readonly first_byte: number;
  readonly body: Buffer;
}

/** Bytes that never arrived leave a gap: a slice ends there, and the next begins behind it. */
export function cut(chunks: readonly Chunk[], from: number, until: number): Omit<LogSlice, 'complete'> {
  const parts: Buffer[] = [];
  let offset = from;
  let next = from;
  for (const chunk of chunks) {
    const end = chunk.first_byte + chunk.body.length;
    if (end <= next) continue;
    if (chunk.first_byte > next) {
      if (parts.length > 0) break;
      offset = next = chunk.first_byte;
    }
    parts.push(chunk.body.subarray(next - chunk.first_byte, Math.min(end, until) - chunk.first_byte));
    next = Math.min(end, until);
  }
  return { text: Buffer.concat(parts), offset, nextOffset: next };
}
