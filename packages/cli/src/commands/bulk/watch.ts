import type { DefineCommand } from '../../command.ts';
import { watchBulk } from '../../follow/watch-bulk.ts';
import { type WatchFlags, watchOptions } from '../../options.ts';

export const examples = `
  carillon bulk watch pln_01J9…
  carillon bulk watch pln_01J9… --timeout 1h
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command.argument('<plan>', 'id of the plan');
  watchOptions(command, 'json prints the plan at every change').action(async (id: string, flags: WatchFlags) => {
    const { client } = await connect(flags);
    const { timeout: timeoutMs, output } = flags;
    exitWith(await watchBulk({ client, id, terminal, timeoutMs, asJson: output === 'json' }));
  });
};
