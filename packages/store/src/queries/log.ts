/** Byte ranges of an attempt's log, put together from its chunks. */
import type { LogRange, LogSlice, TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';
import { OWNS_RUN } from './owns-run.ts';

export interface AttemptOf {
  readonly runId: string;
  readonly taskNo: number;
  readonly attempt: number;
}

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

export interface LogHead {
  readonly live: boolean;
  readonly size: number;
}

/** Undefined where there is no such attempt for whom that asks. */
export async function readLogHead(reader: Reader, scope: TenantScope, of: AttemptOf): Promise<LogHead | undefined> {
  const [head] = await reader.rows<LogHead>(LOG_HEAD, [scope.tenantKey, of.runId, of.taskNo, of.attempt]);
  return head;
}

/** The walk back from the end finds the first chunk at once for a reader who follows the log. */
const LOG_CHUNKS = {
  name: 'log_chunks',
  text: `select first_byte, body from log_chunk
    where run_id = $1 and task_no = $2 and attempt_no = $3 and first_byte < $5 and seq >= coalesce(
      (select seq from log_chunk where run_id = $1 and task_no = $2 and attempt_no = $3 and first_byte <= $4 order by seq desc limit 1), 0)
    order by seq`,
};

/**
 * Where the chunk begins that has the line, or the first one within $5 bytes before it. Counts through the heads of all
 * chunks, 16 thousand for 1 GiB; their bodies lie apart and are not read.
 */
const CHUNK_BEFORE_LINE = {
  name: 'log_chunk_before_line',
  text: `with counted as (
      select seq, first_byte, (sum(lines) over (order by seq) - lines)::int8 before from log_chunk
      where run_id = $1 and task_no = $2 and attempt_no = $3),
    asked as (select first_byte from counted where before < $4 order by seq desc limit 1)
    select c.first_byte "offset", c.before + 1 line from counted c, asked
    where c.first_byte >= asked.first_byte - $5 order by c.seq limit 1`,
};

export async function readLog(
  reader: Reader,
  scope: TenantScope,
  of: AttemptOf,
  range: LogRange,
): Promise<LogSlice | undefined> {
  const head = await readLogHead(reader, scope, of);
  if (!head) return undefined;
  const { from, until, line } = await bytesOf(reader, of, range, head);
  const chunks =
    from < until ? await reader.rows<Chunk>(LOG_CHUNKS, [of.runId, of.taskNo, of.attempt, from, until]) : [];
  const slice = cut(chunks, from, until);
  return {
    ...slice,
    complete: !head.live && slice.nextOffset >= head.size,
    size: head.size,
    ...(line !== undefined && { line }),
  };
}

interface Bytes {
  readonly from: number;
  readonly until: number;
  readonly line?: number;
}

async function bytesOf(reader: Reader, of: AttemptOf, range: LogRange, { size }: LogHead): Promise<Bytes> {
  if ('tail' in range) return { from: Math.max(0, size - range.tail), until: size };
  if ('offset' in range) return { from: range.offset, until: Math.min(size, range.offset + range.limit) };
  const [place = { offset: 0, line: 1 }] = await reader.rows<{ offset: number; line: number }>(CHUNK_BEFORE_LINE, [
    of.runId,
    of.taskNo,
    of.attempt,
    range.line,
    Math.floor(range.limit / 2),
  ]);
  return { from: place.offset, until: Math.min(size, place.offset + range.limit), line: place.line };
}

interface Chunk {
  readonly first_byte: number;
  readonly body: Buffer;
}

/** Bytes that never arrived leave a gap: a slice ends there, and the next begins behind it. */
export function cut(
  chunks: readonly Chunk[],
  from: number,
  until: number,
): Pick<LogSlice, 'text' | 'offset' | 'nextOffset'> {
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
