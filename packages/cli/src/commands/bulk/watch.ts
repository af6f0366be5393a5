import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { watchBulk } from '../../follow/watch-bulk.ts';
import { connectionOptions, durationMs } from '../../options.ts';

interface Flags extends ServerFlags {
  readonly output: 'table' | 'json';
  readonly timeout?: number;
}

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command
    .argument('<plan>', 'id of the plan')
    .addOption(
      new Option('-o, --output <format>', 'json prints the plan at every change')
        .choices(['table', 'json'])
        .default('table'),
    )
    .option('--timeout <duration>', 'how long to watch', durationMs);
  connectionOptions(command).action(async (id: string, flags: Flags) => {
    const { client } = await connect(flags);
    const { timeout: timeoutMs, output } = flags;
    exitWith(await watchBulk({ client, id, terminal, timeoutMs, asJson: output === 'json' }));
  });
};
