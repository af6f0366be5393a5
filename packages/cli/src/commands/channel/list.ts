import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { channelView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
}

export const examples = `
  carillon channel list
  carillon channel list --project retail -o wide
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  outputOptions(connectionOptions(projectOption(command))).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const { items } = await client.channels.list(projectNamed(flags.project, terminal) ?? 'default');
    await printList(items, channelView, flags, terminal, 'no channels; set one with `carillon channel set`');
  });
};
