import type { DefineCommand } from '../../command.ts';
import { printTask, reasonOf, type RunFlags, taskNamed, taskOptions } from './change.ts';

interface Flags extends RunFlags {
  readonly task: string;
}

export const define: DefineCommand = (command, { terminal, connect }) => {
  taskOptions(command).action(async (run: string, flags: Flags) => {
    const { client } = await connect(flags);
    const { id } = await taskNamed(client, run, flags.task);
    await printTask(await client.taskRuns.retry(id, reasonOf(flags)), flags, terminal);
  });
};
