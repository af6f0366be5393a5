/**
 * Shows a run from where it is to its end: progress, and the logs of its tasks. Ctrl-C leaves the run alone
 * and only ends the looking.
 */
import type { Client, Run, RunSnapshot, TaskRun } from '@carillon/sdk';
import { colorsFor } from '../output/paint.ts';
import type { Terminal } from '../terminal.ts';
import { logText, plainText } from '../text/safe-text.ts';
import type { Display } from './display.ts';
import { COLLAPSE_ABOVE } from './frame.ts';
import { createLineDisplay } from './line-display.ts';
import { depthsOf, inOrderOfStart, isFinalTask, type Progress, progressOf, typicalDuration } from './progress.ts';
import { createRunLogs } from './run-logs.ts';
import { createScreenDisplay } from './screen-display.ts';

const RUNS_FOR_ESTIMATE = 10;

export interface FollowOptions {
  readonly client: Client;
  readonly runId: string;
  readonly terminal: Terminal;
  /** Leaves off: the run goes on. */
  readonly signal: AbortSignal;
  /** Given a way to print between the lines of the display, for whoever has something to say meanwhile. */
  readonly onNotices?: (say: (line: string) => void) => void;
}

/** The run as it ended, or undefined when the signal came first. */
export async function followRun({
  client,
  runId,
  terminal,
  signal,
  onNotices,
}: FollowOptions): Promise<RunSnapshot | undefined> {
  const depths = depthsOf(await client.runs.graph(runId));
  const typicalMs = await typicalDurationOf(client, await client.runs.get(runId));
  let latest: RunSnapshot | undefined;
  const progress = (): Progress | undefined =>
    latest && progressOf({ snapshot: latest, depths, typicalMs, nowMs: terminal.now() });
  const display = displayFor(terminal, progress);
  const hasLogs = depths.size <= COLLAPSE_ABOVE;
  const clean = terminal.isOutTty ? logText : plainText;
  const logs = createRunLogs({ client, signal, onLine: (task, { text }) => display.logLine(task.task, clean(text)) });
  const told = new Map<string, string>();

  /** Ends are told behind the log that led to them, everything else at once. */
  function tell(task: TaskRun): Promise<void> | undefined {
    const fact = `${task.state} ${task.attempt}`;
    if (told.get(task.id) === fact || task.state === 'pending') return undefined;
    told.set(task.id, fact);
    if (isFinalTask(task)) return logs.drained(task).then(() => display.taskMoved(task));
    display.taskMoved(task);
    return undefined;
  }

  onNotices?.((line) => display.notice(plainText(line)));
  const telling: Promise<void>[] = [];
  try {
    for await (const snapshot of client.runs.watch(runId, { signal })) {
      latest = snapshot;
      if (hasLogs) logs.read(inOrderOfStart(snapshot.tasks).filter((task) => task.attempt > 0));
      const current = progress();
      if (current !== undefined) display.update(current);
      telling.push(...inOrderOfStart(snapshot.tasks).flatMap((task) => tell(task) ?? []));
    }
    await Promise.all([logs.allDrained(), ...telling]);
  } finally {
    display.close();
  }
  return signal.aborted ? undefined : latest;
}

function displayFor(terminal: Terminal, refresh: () => Progress | undefined): Display {
  const colors = colorsFor(terminal, terminal.isOutTty);
  return terminal.isOutTty && terminal.env['TERM'] !== 'dumb'
    ? createScreenDisplay({ write: terminal.out, colors, columns: terminal.columns, refresh })
    : createLineDisplay({ write: terminal.out, colors, now: terminal.now });
}

async function typicalDurationOf(client: Client, run: Run): Promise<number | undefined> {
  const { project, environment, workflow } = run;
  const { items } = await client.runs.list({
    project,
    environment,
    workflow,
    state: ['success'],
    limit: RUNS_FOR_ESTIMATE,
  });
  return typicalDuration(items);
}
