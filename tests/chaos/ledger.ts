/** What the code of the tasks itself has told: one line for each start and each end. */
import { readFile } from 'node:fs/promises';

export interface Execution {
  readonly taskRun: string;
  readonly fence: number;
  readonly pid: number;
  readonly startedAt: number;
  /** Undefined: it was killed. */
  readonly endedAt: number | undefined;
}

const LINE = /^(?<taskRun>\S+) (?<fence>\d+) (?<what>start|end) (?<pid>\d+) (?<at>\d+)$/;

/** @throws for a line that no task wrote */
export async function readLedger(file: string): Promise<readonly Execution[]> {
  const text = await readFile(file, 'utf8');
  const open = new Map<string, { taskRun: string; fence: number; pid: number; startedAt: number }>();
  const executions: Execution[] = [];
  for (const line of text.split('\n').filter(Boolean)) {
    const groups = LINE.exec(line)?.groups;
    if (!groups) throw new Error(`the ledger holds a line that no task wrote: ${line}`);
    const { taskRun = '', what, at } = groups;
    const [fence, pid] = [Number(groups['fence']), Number(groups['pid'])];
    const key = `${taskRun} ${fence} ${pid}`;
    const begun = open.get(key);
    if (what === 'start') open.set(key, { taskRun, fence, pid, startedAt: Number(at) });
    else if (begun) {
      executions.push({ ...begun, endedAt: Number(at) });
      open.delete(key);
    }
  }
  return [...executions, ...[...open.values()].map((begun) => ({ ...begun, endedAt: undefined }))];
}
