/** The commands that change a backfill and show it as it is then. */
import type { Backfill, Client } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { backfillView } from './view.ts';

export interface ChangeFlags extends ServerFlags, OutputFlags {
  readonly reason?: string;
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller, which declared the options, says what flags they make
export function defineChange<F extends ChangeFlags>(
  change: (client: Client, id: string, flags: F) => Promise<Backfill>,
): DefineCommand {
  return (command, { terminal, connect }) => {
    command.argument('<backfill>', 'id of the backfill');
    outputOptions(connectionOptions(command)).action(async (id: string, flags: F) => {
      const { client } = await connect(flags);
      await printOne(await change(client, id, flags), backfillView, flags, terminal);
    });
  };
}

export const reasonOf = ({ reason }: ChangeFlags): { reason?: string } => (reason === undefined ? {} : { reason });
