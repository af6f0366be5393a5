import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { followToEnd } from '../../follow/follow-to-end.ts';
import { connectionOptions, durationMs } from '../../options.ts';

interface Flags extends ServerFlags {
  readonly output: 'table' | 'json';
  readonly timeout?: number;
}

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command
    .argument('<run>', 'id of the run')
    .addOption(
      new Option('-o, --output <format>', 'json prints one event per line').choices(['table', 'json']).default('table'),
    )
    .option('--timeout <duration>', 'how long to watch', durationMs);
  connectionOptions(command).action(async (id: string, flags: Flags) => {
    const { client } = await connect(flags);
    exitWith(
      await followToEnd({ client, runId: id, terminal, timeoutMs: flags.timeout, asJson: flags.output === 'json' }),
    );
  });
};
