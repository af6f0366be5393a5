/** `run logs`: what the tasks of a run wrote, with the task in front of each line where there are several. */
import type { Client, LogRange, TaskRun } from '@carillon/sdk';
import { colorsFor } from '../output/paint.ts';
import type { Terminal } from '../terminal.ts';
import { padEnd } from '../text/display-width.ts';
import { createLineCutter } from '../text/lines.ts';
import { type LogLine, parseLogLine } from '../text/log-line.ts';
import { logText } from '../text/safe-text.ts';
import { inOrderOfStart } from './progress.ts';
import { offsetOfTail } from './log-tail.ts';
import { createRunLogs } from './run-logs.ts';

export interface ReadLogsOptions {
  readonly client: Client;
  readonly runId: string;
  readonly terminal: Terminal;
  readonly follow?: boolean;
  readonly task?: readonly string[];
  readonly attempt?: number;
  /** Lines of each attempt. */
  readonly tail?: number;
  readonly grep?: RegExp;
  /** Lines of the last so many milliseconds. */
  readonly since?: number;
  readonly timestamps?: boolean;
}

/** False when it was interrupted before the end. */
export async function readLogs(options: ReadLogsOptions): Promise<boolean> {
  const { client, runId, terminal } = options;
  const leave = new AbortController();
  const forget = terminal.onInterrupt(() => leave.abort());
  try {
    const tasks = chosen(await client.runs.tasks(runId), options);
    const write = lineWriter(tasks, options);
    if (options.follow) await followLogs(options, write, leave.signal);
    else await printLogs(tasks, options, write, leave.signal);
    if (options.task !== undefined) tellOfChildren(tasks, options);
  } finally {
    forget();
  }
  return !leave.signal.aborted;
}

/** Who asks for the log of a loop, a sub-workflow or tasks that were given finds it at its child runs. */
function tellOfChildren(tasks: readonly TaskRun[], { runId, terminal }: ReadLogsOptions): void {
  for (const { task, children } of tasks)
    if (children)
      terminal.err(
        `the work of ${task} was done by runs of their own: carillon run children ${runId} --task ${task}\n`,
      );
}

type WriteLine = (task: TaskRun, line: LogLine) => void;

const chosen = (tasks: readonly TaskRun[], { task }: ReadLogsOptions): readonly TaskRun[] =>
  task === undefined ? tasks : tasks.filter((candidate) => task.includes(candidate.task));

function lineWriter(tasks: readonly TaskRun[], { terminal, grep, since, timestamps }: ReadLogsOptions): WriteLine {
  const colors = colorsFor(terminal, terminal.isOutTty);
  const width = Math.max(...tasks.map(({ task }) => task.length), 0);
  const prefix = ({ task }: TaskRun) => (tasks.length > 1 ? `${colors.dim(`${padEnd(task, width)} |`)} ` : '');
  const sinceMs = since === undefined ? undefined : terminal.now() - since;
  return (task, { at, stream, text }) => {
    if (sinceMs !== undefined && at !== undefined && Date.parse(at) < sinceMs) return;
    if (grep !== undefined && !grep.test(text)) return;
    // A file or another program gets the text as it was written.
    const shown = terminal.isOutTty ? logText(text) : text;
    const time = timestamps && at !== undefined ? `${colors.dim(at)} ` : '';
    terminal.out(`${prefix(task)}${time}${stream === 'system' ? colors.dim(shown) : shown}\n`);
  };
}

async function followLogs(options: ReadLogsOptions, write: WriteLine, signal: AbortSignal): Promise<void> {
  const { client, runId, attempt, tail } = options;
  const logs = createRunLogs({ client, signal, onLine: write, attempt, tail });
  for await (const { tasks } of client.runs.watch(runId, { signal })) {
    logs.read(chosen(tasks, options).filter(({ attempt }) => attempt > 0));
  }
  await logs.allDrained();
}

/** One attempt after the other, as far as they have got. */
async function printLogs(
  tasks: readonly TaskRun[],
  options: ReadLogsOptions,
  write: WriteLine,
  signal: AbortSignal,
): Promise<void> {
  for (const task of inOrderOfStart(tasks)) {
    const attempts =
      options.attempt === undefined ? Array.from({ length: task.attempt }, (_, i) => i + 1) : [options.attempt];
    for (const attempt of attempts) {
      if (attempt > task.attempt) continue;
      await printAttempt(task, attempt, options, write, signal);
    }
  }
}

async function printAttempt(
  task: TaskRun,
  attempt: number,
  { client, tail }: ReadLogsOptions,
  write: WriteLine,
  signal: AbortSignal,
): Promise<void> {
  const cutter = createLineCutter();
  const take = (lines: readonly string[]): void => lines.forEach((line) => write(task, parseLogLine(line)));
  const read = (range: LogRange) => client.taskRuns.log(task.id, attempt, range);
  for (let offset = tail === undefined ? 0 : await offsetOfTail(read, tail); !signal.aborted; ) {
    const slice = await read({ offset });
    take(cutter.push(slice.text));
    if (slice.complete || slice.nextOffset === offset) break;
    offset = slice.nextOffset;
  }
  take(cutter.rest());
}
