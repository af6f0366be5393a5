import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { type LevelFlags, levelOf, levelOptions, levelText } from '../level-flags.ts';

interface Flags extends ServerFlags, LevelFlags {
  readonly platform?: boolean;
  readonly reason?: string;
}

export const examples = `
  carillon variable rm region -e prod
  carillon variable rm regions --project retail --reason "one region is left"
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<name>')
    .option('--platform', 'the one of all tenants')
    .option('--reason <text>', 'why: kept in the audit');
  levelOptions(command).action(async (name: string, { reason, platform, ...flags }: Flags) => {
    const { client } = await connect(flags);
    const level = { ...levelOf(flags), ...(platform ? { platform } : {}) };
    await client.variables.remove({ name, ...level, ...(reason === undefined ? {} : { reason }) });
    terminal.err(`removed ${name} of ${platform ? 'the platform' : levelText(level)}\n`);
  });
};
