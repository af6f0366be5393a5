import type { DefineCommand } from '../command.ts';
import type { ServerFlags } from '../connection/discover-server.ts';
import { connectionOptions } from '../options.ts';
import { PROGRAM_VERSION } from '../program-version.ts';

export const examples = `
  carillon version
  carillon version --server https://carillon.example
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  connectionOptions(command).action(async (flags: ServerFlags) => {
    terminal.out(`carillon ${PROGRAM_VERSION} (node ${process.versions.node})\n`);
    const { client } = await connect(flags);
    const { version } = await client.session();
    terminal.out(`server   ${version} at ${client.server}\n`);
  });
};
