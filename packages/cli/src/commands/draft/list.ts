import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { draftView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
}

export const examples = `
  carillon draft list
  carillon draft list --project retail -o json
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  outputOptions(connectionOptions(projectOption(command))).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const { items } = await client.drafts.list({ project: projectNamed(flags.project, terminal) });
    await printList(items, draftView, flags, terminal, 'no drafts; the editor of the console saves them');
  });
};
