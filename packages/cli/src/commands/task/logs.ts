import type { DefineCommand } from '../../command.ts';
import { assertFitting, type LogFlags, logOptions, showLogs } from '../run/log-options.ts';
import { TASK_RUN, taskRunNamed } from '../task-argument.ts';

export const examples = `
  carillon task logs run_01J9…/load --tail 100
  carillon task logs tr_01J9… --attempt 2 --search 'connection refused'
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  logOptions(TASK_RUN.options(command)).action(async (text: string, flags: LogFlags) => {
    assertFitting(flags);
    const { client } = await connect(flags);
    const { runId, task } = await taskRunNamed(client, text);
    exitWith(await showLogs({ client, runId, task: [task] }, flags, terminal));
  });
};
