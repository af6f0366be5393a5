import { RUN_STATES, type RunState } from '@carillon/core/states';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { connectionOptions, oneOf, outputOptions, rowLimit } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { childView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly task?: string;
  readonly state?: readonly RunState[];
  readonly limit: number;
}

export const examples = `
  carillon run children run_01J9…
  carillon run children run_01J9… --task each_region --state failed -q
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<run>', 'id of the run')
    .option('--task <task>', 'of this task only')
    .option('--state <states>', 'in these states only, separated by commas', oneOf('state', RUN_STATES))
    .option('--limit <n>', 'how many at most, or all', rowLimit, 50);
  outputOptions(connectionOptions(command)).action(async (id: string, flags: Flags) => {
    const { client } = await connect(flags);
    const filter = { task: flags.task, state: flags.state };
    const { items, hasMore } = await collectPages(
      (page) => client.runs.children(id, { ...filter, ...page }),
      flags.limit,
    );
    await printList(items, childView, flags, terminal, 'no task of this run was carried out by other runs');
    if (hasMore) hintAtMore(flags.limit, terminal);
  });
};
