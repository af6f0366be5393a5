import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, positiveInteger, projectOption } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { noisyView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly days: number;
}

export const examples = `
  carillon alert noise
  carillon alert noise --days 30 -o csv
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.option('--days <n>', 'how far to look back, at most 30', positiveInteger, 7);
  outputOptions(connectionOptions(projectOption(command))).action(async ({ days, ...flags }: Flags) => {
    const { client } = await connect(flags);
    const { environment } = flags;
    const project = projectNamed(flags.project, terminal);
    const { items } = await client.alerts.noise({ environment, project, days });
    await printList(items, noisyView, flags, terminal, 'nobody was told of anything');
  });
};
