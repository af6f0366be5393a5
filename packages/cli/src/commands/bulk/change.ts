/** The commands that change a command for many runs and show it as it is then. */
import type { BulkPlan, Client } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { bulkView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly reason?: string;
}

export function defineChange(
  change: (client: Client, id: string, body: { reason?: string }) => Promise<BulkPlan>,
): DefineCommand {
  return (command, { terminal, connect }) => {
    command.argument('<plan>', 'id of the plan').option('--reason <text>', 'why: kept in the audit');
    outputOptions(connectionOptions(command)).action(async (id: string, flags: Flags) => {
      const { client } = await connect(flags);
      const body = flags.reason === undefined ? {} : { reason: flags.reason };
      await printOne(await change(client, id, body), bulkView, flags, terminal);
    });
  };
}
