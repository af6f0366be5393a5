import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions } from '../../options.ts';

export const examples = `
  carillon incident confirm inc_01J9…
  carillon incident confirm inc_01J9… --context prod
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<id>', 'of the incident: inc_…');
  connectionOptions(command).action(async (id: string, flags: ServerFlags) => {
    const { client } = await connect(flags);
    await client.incidents.confirm(id);
    terminal.err(`${id} is confirmed\n`);
  });
};
