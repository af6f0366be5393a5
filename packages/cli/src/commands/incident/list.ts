import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, positiveInteger } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { incidentView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly open?: boolean;
  readonly limit: number;
}

export const examples = `
  carillon incident list --open
  carillon incident list --limit 10 -o json
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .option('--open', 'those alone that nobody has confirmed')
    .option('--limit <n>', 'how many at most', positiveInteger, 50);
  outputOptions(connectionOptions(command)).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const { items } = await client.incidents.list({ open: flags.open, limit: flags.limit });
    await printList(items, incidentView, flags, terminal, 'nothing has happened to the database');
  });
};
