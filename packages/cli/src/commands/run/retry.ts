import type { DefineCommand } from '../../command.ts';
import { TASK_OF_RUN, type TaskArgument } from '../task-argument.ts';
import { printTask, reasonOf, type RunFlags, taskOptions } from './change.ts';

interface Flags extends RunFlags {
  readonly task?: string;
}

export const retrying =
  (of: TaskArgument): DefineCommand =>
  (command, { terminal, connect }) => {
    taskOptions(command, of).action(async (text: string, flags: Flags) => {
      const { client } = await connect(flags);
      const id = await of.idOf(client, text, flags);
      await printTask(await client.taskRuns.retry(id, reasonOf(flags)), flags, terminal);
    });
  };

export const examples = `
  carillon run retry run_01J9… --task load
  carillon run retry run_01J9… --task load --reason "the warehouse is back"
`;

export const define = retrying(TASK_OF_RUN);
