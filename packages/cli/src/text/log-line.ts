/** A stored log line is `<RFC 3339> <o|e|s> <text>`: when, from which stream, what. */

export interface LogLine {
  /** Undefined for text that is not in this form. */
  readonly at: string | undefined;
  readonly stream: 'out' | 'err' | 'system';
  readonly text: string;
}

const LINE = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ([oes]) ?(.*)$/s;
const STREAMS = { o: 'out', e: 'err', s: 'system' } as const;

export function parseLogLine(line: string): LogLine {
  const [, at, letter, text = ''] = LINE.exec(line) ?? [];
  if (at === undefined) return { at: undefined, stream: 'out', text: lastWritten(line) };
  return { at, stream: STREAMS[letter as keyof typeof STREAMS], text: lastWritten(text) };
}

/** What a terminal would show of a line that was written over with carriage returns, as progress bars do. */
function lastWritten(text: string): string {
  return text.replace(/\r+$/, '').split('\r').at(-1) ?? '';
}
