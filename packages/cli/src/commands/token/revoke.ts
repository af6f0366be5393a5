import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions } from '../../options.ts';

export const examples = `
  carillon token revoke tok_01J9…
  carillon token revoke tok_01J9… --context prod
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<token>', 'id of the token, as `carillon token list` shows it')
    .addHelpText('after', '\nA worker that is connected stays until it connects again.');
  connectionOptions(command).action(async (id: string, flags: ServerFlags) => {
    const { client } = await connect(flags);
    await client.tokens.revoke(id);
    terminal.err(`revoked ${id}\n`);
  });
};
