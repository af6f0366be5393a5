/** The text of a log as lines `<RFC 3339> <o|e|s> <text>`, grown slice by slice. */
import { plainText } from './ansi.ts';

export type LogStream = 'out' | 'err' | 'system';

export interface LogLine {
  /** From 1, as in `#L12`. */
  readonly number: number;
  readonly at: Date | undefined;
  readonly stream: LogStream;
  readonly text: string;
}

export interface LogText {
  /** Number of the first line that is here. */
  readonly first: number;
  readonly lines: readonly LogLine[];
  /** An unfinished last line; shown, but replaced when the rest of it comes. */
  readonly rest: string;
}

export const EMPTY_LOG: LogText = { first: 1, lines: [], rest: '' };

const STREAMS: Readonly<Record<string, LogStream>> = { o: 'out', e: 'err', s: 'system' };
const LINE = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ([oes]) ?(.*)$/s;

export function parseLine(number: number, text: string): LogLine {
  const match = LINE.exec(text);
  if (!match) return { number, at: undefined, stream: 'out', text };
  return {
    number,
    at: new Date(match[1] as string),
    stream: STREAMS[match[2] as string] ?? 'out',
    text: match[3] as string,
  };
}

export function appendLog(log: LogText, text: string): LogText {
  const parts = (log.rest + text).split('\n');
  const rest = parts.pop() ?? '';
  if (parts.length === 0) return { ...log, rest };
  const next = log.first + log.lines.length;
  return { ...log, lines: log.lines.concat(parts.map((part, index) => parseLine(next + index, part))), rest };
}

/** All lines, with an unfinished one at the end. */
export function linesOf(log: LogText): readonly LogLine[] {
  return log.rest === '' ? log.lines : [...log.lines, parseLine(log.first + log.lines.length, log.rest)];
}

/** Streams that can be read by themselves; `own` is what the task itself wrote, the two interleaved as it wrote them. */
export const STREAM_CHOICES = {
  own: ['out', 'err'],
  out: ['out'],
  err: ['err'],
  system: ['system'],
} as const satisfies Readonly<Record<string, readonly LogStream[]>>;
export type StreamChoice = keyof typeof STREAM_CHOICES;

export const isStreamChoice = (text: string | undefined): text is StreamChoice =>
  text !== undefined && Object.hasOwn(STREAM_CHOICES, text);

/** In their order, each with the number it has among all; all of them where nothing is chosen. */
export function linesIn(lines: readonly LogLine[], choice: StreamChoice | undefined): readonly LogLine[] {
  if (choice === undefined) return lines;
  const wanted: readonly LogStream[] = STREAM_CHOICES[choice];
  return lines.filter(({ stream }) => wanted.includes(stream));
}

/** Of the first line that has this number or a higher one; one behind the last where none has. */
export function indexOfLine(lines: readonly LogLine[], number: number): number {
  let [from, to] = [0, lines.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((lines[middle] as LogLine).number < number) from = middle + 1;
    else to = middle;
  }
  return from;
}

const ERROR_WORDS = /\b(?:error|exception|traceback|fatal|panic|failed)\b/i;

/** Where a failed attempt's log is opened: the first line that says error, else the first of stderr, else the end. */
export function firstErrorIndex(lines: readonly LogLine[]): number {
  const said = lines.findIndex(({ stream, text }) => stream !== 'system' && ERROR_WORDS.test(plainText(text)));
  if (said >= 0) return said;
  const err = lines.findIndex(({ stream }) => stream === 'err');
  return err >= 0 ? err : lines.length - 1;
}

/** The first and the last of some lines. */
interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** `#L12` or `#L12-20`. */
export const lineHash = ({ from, to }: LineRange): string => (from === to ? `#L${from}` : `#L${from}-${to}`);

/** From the first line that was marked to another one, whichever comes first. */
export const stretched = ({ from }: LineRange, line: number): LineRange => ({
  from: Math.min(from, line),
  to: Math.max(from, line),
});

export function parseLineHash(hash: string): LineRange | undefined {
  const match = /^#?L(\d{1,9})(?:-L?(\d{1,9}))?$/.exec(hash);
  if (!match) return undefined;
  const from = Number(match[1]);
  return { from, to: Math.max(from, Number(match[2] ?? from)) };
}

export function searchLines(lines: readonly LogLine[], query: string): number[] {
  const wanted = query.toLowerCase();
  return wanted === ''
    ? []
    : lines.flatMap(({ text }, index) => (plainText(text).toLowerCase().includes(wanted) ? [index] : []));
}
