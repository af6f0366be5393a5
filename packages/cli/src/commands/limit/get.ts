import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printList, printOne } from '../../output/view.ts';
import { limitView, type Party, partyView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {}

export const examples = `
  carillon limit get lim_01J9…
  carillon limit list -q | head -1 | xargs carillon limit get
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<id>', 'as `carillon limit list` and `carillon run why` show it');
  outputOptions(connectionOptions(command)).action(async (id: string, flags: Flags) => {
    const { client } = await connect(flags);
    const limit = await client.limits.get(id);
    await printOne(limit, limitView, flags, terminal);
    if (flags.output !== 'table' || flags.quiet) return;
    const parties: readonly Party[] = [
      ...(limit.holders ?? []).map((party) => ({ ...party, is: 'holds' as const })),
      ...(limit.line ?? []).map((party) => ({ ...party, is: 'waits' as const })),
    ];
    terminal.out('\n');
    await printList(parties, partyView, flags, terminal, 'nobody holds it or waits for it');
  });
};
