/** A stored line: `<RFC 3339 time with ms> <o|e|s> <text>\n`. */
export type LogStream = 'stdout' | 'stderr' | 'system';

/** A stored line with its head and line break; longer text is cut. */
export const MAX_LINE_BYTES = 64 * 1024;
const CUT_MARK = Buffer.from(' … [line cut at 64 KiB]');
const HEAD_BYTES = 27;
export const MAX_TEXT_BYTES = MAX_LINE_BYTES - HEAD_BYTES - 1;

const LETTERS = { stdout: ' o ', stderr: ' e ', system: ' s ' } as const;
const LINE_BREAK = Buffer.from('\n');

let stampedMs = -1;
let stamp = '';

/** Lines mostly share their millisecond with the one before. */
function timeText(nowMs: number): string {
  if (nowMs !== stampedMs) {
    stampedMs = nowMs;
    stamp = new Date(nowMs).toISOString();
  }
  return stamp;
}

export function storedLine(stream: LogStream, text: Uint8Array, nowMs: number): Buffer {
  const head = Buffer.from(timeText(nowMs) + LETTERS[stream]);
  if (text.length <= MAX_TEXT_BYTES) return Buffer.concat([head, text, LINE_BREAK]);
  return Buffer.concat([head, text.subarray(0, MAX_TEXT_BYTES - CUT_MARK.length), CUT_MARK, LINE_BREAK]);
}
