/** `run logs --search`: the server goes through the logs, and only what was found is sent. */
import type { Client } from '@carillon/sdk';
import { colorsFor } from '../output/paint.ts';
import type { Terminal } from '../terminal.ts';
import { plainText } from '../text/safe-text.ts';
import { inOrderOfStart } from './progress.ts';

export interface SearchLogsOptions {
  readonly client: Client;
  readonly runId: string;
  readonly terminal: Terminal;
  readonly text: string;
  readonly isPattern: boolean;
  readonly task?: readonly string[];
  /** The last one of each task when absent. */
  readonly attempt?: number;
}

/** Each line as `task:number: text`; false when nothing was found. */
export async function searchLogs({
  client,
  runId,
  terminal,
  text,
  isPattern,
  ...of
}: SearchLogsOptions): Promise<boolean> {
  const colors = colorsFor(terminal, terminal.isOutTty);
  let isFound = false;
  for (const task of inOrderOfStart(await client.runs.tasks(runId))) {
    if (of.task !== undefined && !of.task.includes(task.task)) continue;
    const attempt = of.attempt ?? task.attempt;
    if (attempt === 0 || attempt > task.attempt) continue;
    for await (const hit of client.taskRuns.searchLog(task.id, attempt, { text, isPattern })) {
      isFound = true;
      terminal.out(`${colors.dim(`${task.task}:${hit.line}:`)} ${plainText(hit.text)}\n`);
    }
  }
  return isFound;
}
