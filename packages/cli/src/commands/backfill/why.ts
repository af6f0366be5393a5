import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import type { OutputFlags } from '../../output/view.ts';
import { printExplanation } from '../why/explanation.ts';

export const examples = `
  carillon backfill why bf_01J9…
  carillon backfill why bf_01J9… -o json
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<backfill>', 'id of the backfill');
  outputOptions(connectionOptions(command)).action(async (id: string, flags: ServerFlags & OutputFlags) => {
    const { client } = await connect(flags);
    await printExplanation(await client.backfills.why(id), flags, terminal);
  });
};
