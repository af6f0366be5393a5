/**
 * What the code of the tasks itself has told: a line for each start and end, and a sign of life each second from whatever
 * it left running. Times are those of the kernel since its boot, which nobody can move.
 */
import { readFile } from 'node:fs/promises';

/** A short line appended to a file is written whole. */
const LINE = `read -r up _ </proc/uptime; printf '%s %s %s %s %s\\n' "$CARILLON_TASK_RUN_ID" "$CARILLON_ATTEMPT_ID" "$CARILLON_FENCE"`;
export const tell = (what: 'start' | 'end' | 'alive'): string => `${LINE} ${what} "$up" >>"$LEDGER"`;

export interface Execution {
  readonly taskRun: string;
  readonly attempt: string;
  readonly fence: number;
  readonly startedAt: number;
  /** Undefined: it was killed. */
  readonly endedAt: number | undefined;
  /** The last that was heard of it. */
  readonly aliveAt: number;
}

const FORM = /^(?<taskRun>tr_\S+) (?<attempt>att_\S+) (?<fence>\d+) (?<what>start|end|alive) (?<up>\d+\.\d+)$/;

/** Milliseconds since 1970 at which this machine had been up for no time. */
export async function bootTime(): Promise<number> {
  const up = (await readFile('/proc/uptime', 'utf8')).split(' ')[0];
  return Date.now() - Number(up) * 1_000;
}

/** @throws for a line that no task wrote */
export function readExecutions(text: string, bootAt: number): readonly Execution[] {
  const open = new Map<string, { -readonly [K in keyof Execution]: Execution[K] }>();
  const executions: Execution[] = [];
  for (const line of text.split('\n').filter(Boolean)) {
    const groups = FORM.exec(line)?.groups;
    if (!groups) throw new Error(`the ledger holds a line that no task wrote: ${line}`);
    const { taskRun = '', attempt = '', what } = groups;
    const at = bootAt + Number(groups['up']) * 1_000;
    const begun = open.get(attempt);
    if (what === 'start') {
      const one = { taskRun, attempt, fence: Number(groups['fence']), startedAt: at, endedAt: undefined, aliveAt: at };
      open.set(attempt, one);
      executions.push(one);
    } else if (begun) {
      begun.aliveAt = at;
      if (what === 'end') begun.endedAt = at;
    }
  }
  return executions;
}
