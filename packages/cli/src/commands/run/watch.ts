import type { DefineCommand } from '../../command.ts';
import { followToEnd } from '../../follow/follow-to-end.ts';
import { type WatchFlags, watchOptions } from '../../options.ts';

export const examples = `
  carillon run watch run_01J9…
  carillon run watch run_01J9… --timeout 30m      exit code 10 where it failed, 7 where time ran out
  carillon run watch run_01J9… -o json            an event a line
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command.argument('<run>', 'id of the run');
  watchOptions(command, 'json prints one event per line').action(async (runId: string, flags: WatchFlags) => {
    const { client } = await connect(flags);
    const { timeout: timeoutMs, output } = flags;
    exitWith(await followToEnd({ client, runId, terminal, timeoutMs, asJson: output === 'json' }));
  });
};
