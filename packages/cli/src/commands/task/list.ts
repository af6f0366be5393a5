import { TASK_RUN_STATES, type TaskRunState } from '@carillon/core/states';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, oneOf, outputOptions } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { taskView } from '../run/view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly state?: readonly TaskRunState[];
  readonly items?: boolean;
}

export const examples = `
  carillon task list run_01J9…
  carillon task list run_01J9… --state failed -q | xargs -n1 carillon task logs
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<run>', 'id of the run')
    .option('--state <states>', 'in these states only, separated by commas', oneOf('state', TASK_RUN_STATES))
    .option('--items', 'also the items that tasks were split into, behind each');
  outputOptions(connectionOptions(command)).action(async (run: string, { state: states, items, ...flags }: Flags) => {
    const { client } = await connect(flags);
    const tasks = await client.runs.tasks(run, { items });
    const wanted = states === undefined ? tasks : tasks.filter(({ state }) => states.some((each) => each === state));
    await printList(wanted, taskView, flags, terminal, 'no task of the run is in such a state');
  });
};
