import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages } from '../../connection/pages.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printList, printOne } from '../../output/view.ts';
import { backfillView, dateView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly dates?: boolean;
}

const MAX_DATES = 5_000;

export const examples = `
  carillon backfill get bf_01J9…
  carillon backfill get bf_01J9… --dates -o csv > dates.csv
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<backfill>', 'id of the backfill').option('--dates', 'its dates in place of the backfill itself');
  outputOptions(connectionOptions(command)).action(async (id: string, flags: Flags) => {
    const { client } = await connect(flags);
    if (!flags.dates) return printOne(await client.backfills.get(id), backfillView, flags, terminal);
    const { items } = await collectPages((page) => client.backfills.dates(id, page), MAX_DATES);
    await printList(items, dateView, flags, terminal);
  });
};
