import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { silenceView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly all?: boolean;
}

export const examples = `
  carillon silence list
  carillon silence list --all -o wide
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.option('--all', 'those of the last month that have ended, too');
  outputOptions(connectionOptions(projectOption(command))).action(async ({ all, ...flags }: Flags) => {
    const { client } = await connect(flags);
    const { environment } = flags;
    const project = projectNamed(flags.project, terminal);
    const { items } = await client.silences.list({ environment, project, active: all ? undefined : true });
    await printList(items, silenceView, flags, terminal, 'nothing is silenced');
  });
};
