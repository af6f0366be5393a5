/** Clearing, marking and skipping one task: in its run while that is open, else in a new one. */
import type { Client, RunChange, RunChangeOptions } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import { printChanges, type RunFlags, taskNamed, taskOptions } from './change.ts';

export interface TaskFlags extends RunFlags {
  readonly task: string;
  readonly dryRun?: boolean;
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller, which declared the options, says what flags they make
export function defineTaskChange<F extends TaskFlags>(
  change: (client: Client, taskRunId: string, flags: F, options: RunChangeOptions) => Promise<RunChange>,
): DefineCommand {
  return (command, { terminal, connect }) => {
    command.option('--dry-run', 'show what it would do, and do nothing');
    taskOptions(command).action(async (run: string, flags: F) => {
      const { client } = await connect(flags);
      const { id } = await taskNamed(client, run, flags.task);
      await printChanges([await change(client, id, flags, { dryRun: flags.dryRun })], flags, terminal);
    });
  };
}
