import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { connectionOptions, outputOptions, rowLimit, projectOption } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { helpingWithName, workflowNamed } from '../../workflow-name.ts';
import { versionView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly limit: number;
}

export const examples = `
  carillon workflow versions daily-report
  carillon workflow versions retail/orders --limit 5 -o json
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<workflow>', 'name, or project/name')
    .option('--limit <n>', 'how many at most, or all', rowLimit, 50);
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const name = workflowNamed(text, flags.project, terminal);
    const { items, hasMore } = await helpingWithName(client, name, () =>
      collectPages((page) => client.workflows.versions(name, page), flags.limit),
    );
    await printList(items, versionView, flags, terminal);
    if (hasMore) hintAtMore(flags.limit, terminal);
  });
};
