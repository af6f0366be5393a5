import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { helpingWithName, workflowNamed } from '../../workflow-name.ts';
import { versionView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
}

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<workflow>', 'name, or project/name');
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const name = workflowNamed(text, flags.project, terminal);
    const { items } = await helpingWithName(client, name, () => client.workflows.versions(name));
    await printList(items, versionView, flags, terminal);
  });
};
