import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages } from '../../connection/pages.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printList, printOne } from '../../output/view.ts';
import { bulkItemView, bulkView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly runs?: boolean;
}

const MAX_RUNS = 10_000;

export const examples = `
  carillon bulk get pln_01J9…
  carillon bulk get pln_01J9… --runs -o csv > runs.csv
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<plan>', 'id of the plan').option('--runs', 'its runs, and what became of each');
  outputOptions(connectionOptions(command)).action(async (id: string, flags: Flags) => {
    const { client } = await connect(flags);
    if (!flags.runs) return printOne(await client.bulk.get(id), bulkView, flags, terminal);
    const { items } = await collectPages((page) => client.bulk.items(id, page), MAX_RUNS);
    await printList(items, bulkItemView, flags, terminal);
  });
};
