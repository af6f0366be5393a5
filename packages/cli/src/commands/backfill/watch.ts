import type { DefineCommand } from '../../command.ts';
import { watchBackfill } from '../../follow/watch-backfill.ts';
import { type WatchFlags, watchOptions } from '../../options.ts';

export const examples = `
  carillon backfill watch bf_01J9…
  carillon backfill watch bf_01J9… --timeout 2h -o json
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command.argument('<backfill>', 'id of the backfill');
  watchOptions(command, 'json prints the backfill at every change').action(async (id: string, flags: WatchFlags) => {
    const { client } = await connect(flags);
    const { timeout: timeoutMs, output } = flags;
    exitWith(await watchBackfill({ client, id, terminal, timeoutMs, asJson: output === 'json' }));
  });
};
