import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { connectionOptions, outputOptions, rowLimit, projectOption } from '../../options.ts';
import { type OutputFlags, printList, printOne } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { datasetUpdateView, datasetView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly updates?: boolean;
  readonly partition?: string;
  readonly limit: number;
}

export const examples = `
  carillon dataset get orders
  carillon dataset get orders --updates --partition 2026-11-20
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<name>', 'name of the dataset')
    .option('--updates', 'what brought it up to date, newest first')
    .option('--partition <partition>', 'updates of this one alone')
    .option('--limit <n>', 'how many updates at most, or all', rowLimit, 50);
  outputOptions(connectionOptions(projectOption(command))).action(async (name: string, flags: Flags) => {
    const { client } = await connect(flags);
    const { partition, limit, environment } = flags;
    const place = { project: projectNamed(flags.project, terminal), environment };
    if (!flags.updates && partition === undefined)
      return printOne(await client.datasets.get(name, place), datasetView, flags, terminal);
    const { items, hasMore } = await collectPages(
      (page) => client.datasets.updates(name, { ...place, partition, ...page }),
      limit,
    );
    await printList(items, datasetUpdateView, flags, terminal, 'nothing has brought it up to date');
    if (hasMore) hintAtMore(limit, terminal);
  });
};
