import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { connectionOptions, outputOptions, rowLimit, projectOption } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { alertView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly workflow?: string;
  readonly severity?: 'critical' | 'warning' | 'info';
  readonly search?: string;
  readonly all?: boolean;
  readonly limit: number;
}

export const examples = `
  carillon alert list
  carillon alert list --severity critical --workflow orders_daily
  carillon alert list --search 'connection refused' --all
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .option('--workflow <name>', 'of this workflow')
    .addOption(new Option('--severity <severity>', 'of this severity').choices(['critical', 'warning', 'info']))
    .option('--search <text>', 'whose fingerprint, workflow, task or error holds this')
    .option('--all', 'those that have recovered, too')
    .option('--limit <n>', 'how many at most, or all', rowLimit, 50);
  outputOptions(connectionOptions(projectOption(command))).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const { environment, workflow, severity, search: q, all } = flags;
    const filter = { environment, workflow, severity, q, project: projectNamed(flags.project, terminal) };
    const state = all ? undefined : ('open' as const);
    const { items, hasMore } = await collectPages(
      (page) => client.alerts.list({ ...filter, state, ...page }),
      flags.limit,
    );
    await printList(items, alertView, flags, terminal, 'no cause is open; see earlier ones with --all');
    if (hasMore) hintAtMore(flags.limit, terminal);
  });
};
