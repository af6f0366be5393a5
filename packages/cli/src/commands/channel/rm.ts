import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, projectOption } from '../../options.ts';
import { projectNamed } from '../../workflow-name.ts';
import { findChannel } from './find-channel.ts';

interface Flags extends ServerFlags {
  readonly project?: string;
}

export const examples = `
  carillon channel rm chat
  carillon channel rm ops --project retail
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<channel>', 'its name');
  connectionOptions(projectOption(command)).action(async (name: string, flags: Flags) => {
    const { client } = await connect(flags);
    const project = projectNamed(flags.project, terminal) ?? 'default';
    const { id, waiting } = await findChannel(client, { name, project });
    await client.channels.remove(id);
    terminal.err(`removed ${name}${waiting > 0 ? `, with ${waiting} notices that waited for it` : ''}\n`);
  });
};
