import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { type LevelFlags, levelOf, levelOptions, levelText } from '../level-flags.ts';

interface Flags extends ServerFlags, LevelFlags {
  readonly reason?: string;
}

export const examples = `
  carillon secret rm dwh_url -e prod --project retail
  carillon secret rm old_key --reason "the vendor is gone"
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<name>')
    .option('--reason <text>', 'why: kept in the audit')
    .addHelpText('after', '\nTasks that name it fail from now on, with SECRET_MISSING; see `carillon secret usage`.');
  levelOptions(command).action(async (name: string, { reason, ...flags }: Flags) => {
    const { client } = await connect(flags);
    const level = levelOf(flags);
    await client.secrets.remove({ name, ...level, ...(reason === undefined ? {} : { reason }) });
    terminal.err(`removed ${name} of ${levelText(level)}\n`);
  });
};
