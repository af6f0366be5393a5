import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { connectionOptions, list, outputOptions, rowLimit, projectOption } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { approvalView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly run?: string;
  readonly state?: readonly string[];
  readonly all?: boolean;
  readonly limit: number;
}

export const examples = `
  carillon approval list
  carillon approval list --run run_01J9… --all
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .option('--run <run>', 'approvals of this run only')
    .option('--state <states>', 'in these states, separated by commas; open ones where absent', list)
    .option('--all', 'in any state')
    .option('--limit <n>', 'how many at most, or all', rowLimit, 50);
  outputOptions(connectionOptions(projectOption(command))).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const { run, all, state = all ? undefined : ['open'] } = flags;
    const filter = { project: projectNamed(flags.project, terminal), run, state };
    const { items, hasMore } = await collectPages((page) => client.approvals.list({ ...filter, ...page }), flags.limit);
    await printList(items, approvalView, flags, terminal, 'nothing waits for an approval; see earlier ones with --all');
    if (hasMore) hintAtMore(flags.limit, terminal);
  });
};
