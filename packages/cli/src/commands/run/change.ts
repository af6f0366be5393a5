/** What the commands share that take a hand in runs: which runs are meant, and what came of it. */
import type { RunChange, TaskChange, TaskRun } from '@carillon/sdk';
import type { Command } from 'commander';
import { CommandError, usageError } from '../../command-error.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { EXIT } from '../../exit-codes.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printList, printOne, type View } from '../../output/view.ts';
import type { Terminal } from '../../terminal.ts';
import type { TaskArgument } from '../task-argument.ts';
import { runView, taskView } from './view.ts';

export interface RunFlags extends ServerFlags, OutputFlags {
  readonly reason?: string;
  readonly stdin?: boolean;
  readonly yes?: boolean;
}

/** For commands that take several runs. */
export function runOptions(command: Command): Command {
  command
    .argument('[runs...]', 'ids of runs')
    .option('--stdin', 'also the ids on stdin, as `run list -q` prints them')
    .option('-y, --yes', 'several runs without asking')
    .option('--reason <text>', 'why: kept in the audit');
  return outputOptions(connectionOptions(command));
}

/** For commands about one task run. */
export function taskOptions(command: Command, { options }: TaskArgument): Command {
  options(command).option('--reason <text>', 'why: kept in the audit');
  return outputOptions(connectionOptions(command));
}

export const reasonOf = ({ reason }: { readonly reason?: string }): { reason?: string } =>
  reason === undefined ? {} : { reason };

export const isForPeople = ({ output, quiet }: OutputFlags): boolean =>
  !quiet && (output === 'table' || output === 'wide');

/** The runs that are meant, each once. @throws CommandError when there are none */
export async function runIds(given: readonly string[], flags: RunFlags, terminal: Terminal): Promise<string[]> {
  const piped = flags.stdin ? (await terminal.readInput()).split(/\s+/).filter((id) => id !== '') : [];
  const ids = [...new Set([...given, ...piped])];
  if (ids.length === 0 && flags.stdin) throw new CommandError('no ids came on stdin', { exitCode: EXIT.notFound });
  if (ids.length === 0) throw usageError('which run?', 'give its id, or --stdin');
  return ids;
}

/** @throws CommandError when several are not confirmed */
export async function confirmSeveral(count: number, what: string, flags: RunFlags, terminal: Terminal): Promise<void> {
  if (count < 2 || flags.yes) return;
  const answer = await terminal.ask(`${what} ${count} runs? [y/N] `);
  if (answer === undefined) throw usageError('nobody is here to confirm it', 'add --yes, or --dry-run to look only');
  if (answer.trim().toLowerCase() !== 'y') throw new CommandError('nothing was done');
}

const effectOf = ({ effect, as }: TaskChange): string =>
  effect === 'run' ? 'runs' : effect === 'keep' ? 'kept' : `counts as ${as}`;

const changeView: View<TaskChange & { readonly of: string }> = {
  id: ({ task }) => task,
  name: ({ of, task }) => `${of}/${task}`,
  columns: [
    { name: 'run', isWide: true, value: ({ of }) => of },
    { name: 'task', value: ({ task }) => task },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'effect', value: effectOf },
  ],
};

/** Of a dry run what would be done, else the runs that go on. */
export async function printChanges(
  changes: readonly RunChange[],
  flags: OutputFlags,
  terminal: Terminal,
): Promise<void> {
  const [only] = changes;
  if (!only) return;
  if (!only.dryRun) {
    const runs = changes.map(({ run }) => run);
    await (changes.length === 1
      ? printOne(only.run, runView, flags, terminal)
      : printList(runs, runView, flags, terminal));
    if (isForPeople(flags) && changes.length === 1)
      terminal.err(`${only.newRun ? `${only.run.url}\n` : ''}follow it with \`carillon run watch ${only.run.id}\`\n`);
    return;
  }
  if (flags.output === 'json' || flags.output === 'yaml') {
    const view = { id: ({ run }: RunChange) => run.id, name: ({ run }: RunChange) => run.id, columns: [] };
    return changes.length === 1 ? printOne(only, view, flags, terminal) : printList(changes, view, flags, terminal);
  }
  const rows = changes.flatMap(({ run, tasks }) => tasks.map((task) => ({ ...task, of: run.id })));
  const shown = changes.length > 1 && flags.output === 'table' ? { ...flags, output: 'wide' as const } : flags;
  await printList(rows, changeView, shown, terminal);
  const again = rows.filter(({ effect }) => effect === 'run').length;
  const kept = rows.filter(({ effect }) => effect === 'keep').length;
  const where = only.newRun ? (changes.length === 1 ? 'in a new run' : `in ${changes.length} new runs`) : 'in this run';
  if (isForPeople(flags)) terminal.err(`${again} to run, ${kept} kept, ${where}\n`);
}

/** One task run, as it is after the command. */
export const printTask = (task: TaskRun, flags: OutputFlags, terminal: Terminal): Promise<void> =>
  printOne(task, taskView, flags, terminal);
