import type { TaskRun } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import { CommandError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { list } from '../../options.ts';
import { suggestFrom } from '../../suggest.ts';
import { assertFitting, type LogFlags, logOptions, showLogs } from './log-options.ts';

interface Flags extends LogFlags {
  readonly task?: readonly string[];
}

export const examples = `
  carillon run logs run_01J9… --task load
  carillon run logs run_01J9… -f --grep 'ERROR|WARN'
  carillon run logs run_01J9… --task load --search 'connection refused'
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command.argument('<run>', 'id of the run').option('--task <names>', 'of these tasks only, separated by commas', list);
  logOptions(command).action(async (runId: string, { task, ...flags }: Flags) => {
    assertFitting(flags);
    const { client } = await connect(flags);
    if (task !== undefined) await refuseUnknown(task, await client.runs.tasks(runId));
    exitWith(await showLogs({ client, runId, task }, flags, terminal));
  });
};

async function refuseUnknown(wanted: readonly string[], tasks: readonly TaskRun[]): Promise<void> {
  const names = tasks.map(({ task }) => task);
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new CommandError(`the run has no task '${unknown}'`, {
    exitCode: EXIT.notFound,
    hint: await suggestFrom(unknown, names),
  });
}
