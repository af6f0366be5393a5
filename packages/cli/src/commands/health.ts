import type { DefineCommand } from '../command.ts';
import type { ServerFlags } from '../connection/discover-server.ts';
import { EXIT } from '../exit-codes.ts';
import { connectionOptions } from '../options.ts';
import { colorsFor } from '../output/paint.ts';

const PROBES = {
  live: 'the program runs',
  startup: 'it has started',
  ready: 'runs can be started',
} as const;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  connectionOptions(command).action(async (flags: ServerFlags) => {
    const { client } = await connect(flags);
    const colors = colorsFor(terminal, terminal.isOutTty);
    terminal.err(`${client.server}\n`);
    for (const [probe, meaning] of Object.entries(PROBES)) {
      const { ok, status } = await client.request({ path: `/health/${probe}` });
      terminal.out(
        `${ok ? colors.green('✓ yes') : colors.red('✕ no ')}  ${probe.padEnd(7)}  ${meaning}${ok ? '' : ` (HTTP ${status})`}\n`,
      );
      if (!ok) exitWith(EXIT.error);
    }
  });
};
