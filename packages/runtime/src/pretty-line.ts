/** One JSON log line as a person reads it: `05:12:01 warn  scheduler  text  key=value`. */

const HIDDEN = new Set(['level', 'time', 'name', 'msg', 'pid', 'err', 'part']);

interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly name?: string;
  readonly part?: string;
  readonly msg?: string;
  readonly err?: { readonly message?: string; readonly stack?: string };
}

export function prettyLine(json: string): string {
  const line = JSON.parse(json) as LogLine & Record<string, unknown>;
  const details = Object.entries(line)
    .filter(([key]) => !HIDDEN.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const head = [line.time.slice(11, 19), line.level.padEnd(5), line.part ?? line.name, line.msg, ...details];
  const trace = line.err ? `\n  ${line.err.stack ?? line.err.message ?? 'unknown error'}` : '';
  return `${head.filter(Boolean).join('  ')}${trace}\n`;
}
