import type { DefineCommand } from '../../command.ts';
import { TASK_OF_RUN, type TaskArgument } from '../task-argument.ts';
import { printTask, reasonOf, taskOptions } from './change.ts';
import type { TaskFlags } from './change-task.ts';
import { printRetry } from './look.ts';

export const retrying =
  (of: TaskArgument): DefineCommand =>
  (command, { terminal, connect }) => {
    command.option('--dry-run', 'show what it would do, and do nothing');
    taskOptions(command, of).action(async (text: string, flags: TaskFlags) => {
      const { client } = await connect(flags);
      const id = await of.idOf(client, text, flags);
      if (flags.dryRun) return printRetry(await client.taskRuns.get(id), flags, terminal);
      await printTask(await client.taskRuns.retry(id, reasonOf(flags)), flags, terminal);
    });
  };

export const examples = `
  carillon run retry run_01J9… --task load --dry-run      whether it waits, and for which attempt
  carillon run retry run_01J9… --task load --reason "the warehouse is back"
`;

export const define = retrying(TASK_OF_RUN);
