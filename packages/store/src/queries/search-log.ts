/** Goes through an attempt's log for what a query finds, a bounded part of it at a time. */
import type { LogFound, LogHit, LogSearch, TenantScope } from '@carillon/core';
import { decodeCursor, encodeCursor } from '../page-cursor.ts';
import type { Reader } from '../reader.ts';
import { type AttemptOf, readLogHead } from './log.ts';

/** One read: 1 MiB at most, since a chunk has 64 KiB. */
const CHUNKS_AT_ONCE = 16;

/** By the primary key, from behind a chunk. */
const NEXT_CHUNKS = {
  name: 'log_chunks_behind',
  text: `select seq, first_byte, lines, body from log_chunk
    where run_id = $1 and task_no = $2 and attempt_no = $3 and seq > $4 order by seq limit ${CHUNKS_AT_ONCE}`,
};

interface Row {
  readonly seq: number;
  readonly first_byte: number;
  readonly lines: number;
  readonly body: Buffer;
}

/** The chunk that was looked at last, the lines up to its end, and the last line that was given. */
interface Place {
  readonly seq: number;
  readonly lines: number;
  readonly given: number;
}

const START: Place = { seq: -1, lines: 0, given: 0 };
const isNumber = (part: string): boolean => /^-?\d{1,15}$/.test(part);

function placeOf(cursor: string | undefined): Place {
  if (cursor === undefined) return START;
  const [seq, lines, given] = decodeCursor(cursor, [isNumber, isNumber, isNumber]).map(Number) as [
    number,
    number,
    number,
  ];
  return { seq, lines, given };
}

const cursorOf = ({ seq, lines, given }: Place): string => encodeCursor([seq, lines, given].map(String));

export async function searchLog(
  reader: Reader,
  scope: TenantScope,
  of: AttemptOf,
  { find, cursor, limit, maxBytes }: LogSearch,
): Promise<LogFound | undefined> {
  let place = placeOf(cursor);
  const head = await readLogHead(reader, scope, of);
  if (!head) return undefined;
  const hits: LogHit[] = [];
  let looked = 0;
  let searched = 0;
  const stopsAt = (at: Place): LogFound => ({
    hits,
    nextCursor: cursorOf(at),
    searched,
    size: Math.max(head.size, searched),
  });
  for (;;) {
    const chunks = await reader.rows<Row>(NEXT_CHUNKS, [of.runId, of.taskNo, of.attempt, place.seq]);
    for (const { seq, first_byte, lines, body } of chunks) {
      const found = find(body.toString('utf8'), place.lines).filter(({ line }) => line > place.given);
      const taken = found.slice(0, limit - hits.length);
      hits.push(...taken);
      searched = first_byte;
      // The rest of this chunk is looked at once more by whoever goes on.
      if (taken.length < found.length) return stopsAt({ ...place, given: taken.at(-1)?.line ?? place.given });
      searched += body.length;
      looked += body.length;
      place = { seq, lines: place.lines + lines, given: place.given };
      if (looked >= maxBytes) return stopsAt(place);
    }
    if (chunks.length < CHUNKS_AT_ONCE) return { hits, nextCursor: undefined, searched: head.size, size: head.size };
  }
}
