import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { taskNamed } from '../task-argument.ts';
import { printTaskWait, waitOf, waitView } from '../why/wait.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly task?: string;
}

export const examples = `
  carillon run why run_01J9…                  what each task waits for
  carillon run why run_01J9… --task load      every check, with the evidence
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<run>', 'id of the run').option('--task <name>', 'this task alone, check by check');
  outputOptions(connectionOptions(command)).action(async (id: string, flags: Flags) => {
    const { client } = await connect(flags);
    if (flags.task === undefined) {
      const { items, state, rest = [] } = await client.runs.why(id);
      await printList(items.map(waitOf), waitView, flags, terminal, `nothing waits: the run is ${state}`);
      // Beside the list, so that what scripts read stays a list of task runs.
      for (const { code, count } of rest) terminal.err(`${count} more wait: ${code}\n`);
      return;
    }
    const { id: taskRunId } = await taskNamed(client, id, flags.task);
    await printTaskWait(await client.taskRuns.why(taskRunId), flags, terminal);
  });
};
