import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { helpingWithName, workflowNamed } from '../../workflow-name.ts';
import { runView } from './view.ts';

export const examples = `
  carillon run at orders-daily 2026-11-20
  carillon run logs $(carillon run at orders-daily 2026-11-20 -q)
`;

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
}

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<workflow>', 'name, or project/name')
    .argument('<date>', 'logical date, as 2026-11-20')
    .addHelpText('after', '\nOf several firings of the date the newest run each, the last firing first.');
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, date: string, flags: Flags) => {
    const { client } = await connect(flags);
    const name = workflowNamed(text, flags.project, terminal);
    const { items } = await helpingWithName(client, name, () => client.workflows.runsAt(name, date));
    await printList(items, runView, flags, terminal, `no run of ${name.name} is for ${date}`);
  });
};
