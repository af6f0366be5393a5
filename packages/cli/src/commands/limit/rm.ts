import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions } from '../../options.ts';

interface Flags extends ServerFlags {
  readonly project?: string;
  readonly reason?: string;
}

export const examples = `
  carillon limit rm warehouse --project retail
  carillon limit rm api-calls --reason "the vendor has lifted it"
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<name>')
    .option('--project <name>', 'the one of a project; the tenant’s where absent')
    .option('--reason <text>', 'why: kept in the audit');
  connectionOptions(command).action(async (name: string, { project, reason, ...flags }: Flags) => {
    const { client } = await connect(flags);
    await client.limits.remove({
      name,
      ...(project === undefined ? {} : { project }),
      ...(reason === undefined ? {} : { reason }),
    });
    terminal.err(`removed ${name}; what waits for it goes on\n`);
  });
};
