import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { connectionOptions, outputOptions, rowLimit } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { bulkView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly limit: number;
}

export const examples = `
  carillon bulk list
  carillon bulk list --limit 5 -o json
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.option('--limit <n>', 'how many at most, or all', rowLimit, 50);
  outputOptions(connectionOptions(command)).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const { items, hasMore } = await collectPages((page) => client.bulk.list(page), flags.limit);
    const hint = 'none; see what one would do with `carillon bulk create stop --workflow … --dry-run`';
    await printList(items, bulkView, flags, terminal, hint);
    if (hasMore) hintAtMore(flags.limit, terminal);
  });
};
