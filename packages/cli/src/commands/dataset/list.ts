import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { connectionOptions, outputOptions, rowLimit, projectOption } from '../../options.ts';
import { emptyHint } from '../../output/empty-hint.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { datasetView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly text?: string;
  readonly limit: number;
}

export const examples = `
  carillon dataset list
  carillon dataset list --text orders --project retail
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .option('--text <part>', 'with this in the name or title')
    .option('--limit <n>', 'how many at most, or all', rowLimit, 50);
  outputOptions(connectionOptions(projectOption(command))).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const filter = {
      project: projectNamed(flags.project, terminal),
      text: flags.text,
      environment: flags.environment,
    };
    const { items, hasMore } = await collectPages((page) => client.datasets.list({ ...filter, ...page }), flags.limit);
    await printList(
      items,
      datasetView,
      flags,
      terminal,
      emptyHint(filter, 'no datasets; a task names them in produces'),
    );
    if (hasMore) hintAtMore(flags.limit, terminal);
  });
};
