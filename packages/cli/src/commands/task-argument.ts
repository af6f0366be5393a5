/** How a command is told which task run it is about: `run …` by the run and a task of it, `task …` by itself. */
import type { Client, TaskRun } from '@carillon/sdk';
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { suggestFrom } from '../suggest.ts';

export interface TaskArgument {
  options(command: Command): Command;
  idOf(client: Client, text: string, flags: { readonly task?: string }): Promise<string>;
}

export const TASK_OF_RUN: TaskArgument = {
  options: (command) => command.argument('<run>', 'id of the run').requiredOption('--task <name>', 'the task'),
  idOf: async (client, run, { task = '' }) => (await taskNamed(client, run, task)).id,
};

export const TASK_RUN: TaskArgument = {
  options: (command) => command.argument('<task-run>', 'its id, or run/task as in run_01J9…/load'),
  idOf: async (client, text) => (text.includes('/') ? (await taskRunNamed(client, text)).id : text),
};

export async function taskRunNamed(client: Client, text: string): Promise<TaskRun> {
  const at = text.indexOf('/');
  return at < 0 ? client.taskRuns.get(text) : taskNamed(client, text.slice(0, at), text.slice(at + 1));
}

export async function taskNamed(client: Client, runId: string, name: string): Promise<TaskRun> {
  const tasks = await client.runs.tasks(runId);
  const found = tasks.find(({ task }) => task === name);
  if (found) return found;
  const hint = await suggestFrom(
    name,
    tasks.map(({ task }) => task),
  );
  throw new CommandError(`the run has no task '${name}'`, { exitCode: EXIT.notFound, hint });
}
