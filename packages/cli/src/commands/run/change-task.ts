/** Clearing, marking and skipping one task: in its run while that is open, else in a new one. */
import type { Client, RunChange, RunChangeOptions } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import { TASK_OF_RUN } from '../task-argument.ts';
import { printChanges, type RunFlags, taskOptions } from './change.ts';

export interface TaskFlags extends RunFlags {
  readonly task?: string;
  readonly dryRun?: boolean;
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller, which declared the options, says what flags they make
export function defineTaskChange<F extends TaskFlags>(
  change: (client: Client, taskRunId: string, flags: F, options: RunChangeOptions) => Promise<RunChange>,
  of = TASK_OF_RUN,
): DefineCommand {
  return (command, { terminal, connect }) => {
    command.option('--dry-run', 'show what it would do, and do nothing');
    taskOptions(command, of).action(async (text: string, flags: F) => {
      const { client } = await connect(flags);
      const id = await of.idOf(client, text, flags);
      await printChanges([await change(client, id, flags, { dryRun: flags.dryRun })], flags, terminal);
    });
  };
}
