import { FIRING_OUTCOMES, type FiringOutcome } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { connectionOptions, durationMs, oneOf, outputOptions, rowLimit, projectOption } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { findSchedule, SCHEDULE_ARGUMENT } from './find-schedule.ts';
import { ledgerView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly since?: number;
  readonly outcome?: readonly FiringOutcome[];
  readonly limit: number;
}

export const examples = `
  carillon schedule ledger daily-report
  carillon schedule ledger daily-report --outcome missed,skipped --since 30d -o csv
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<schedule>', SCHEDULE_ARGUMENT)
    .option('--since <duration>', 'of the last 12h, 30d', durationMs)
    .option('--outcome <outcomes>', 'fired, skipped … only, separated by commas', oneOf('outcome', FIRING_OUTCOMES))
    .option('--limit <n>', 'how many at most, or all', rowLimit, 50);
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const { id } = await findSchedule(client, text, projectNamed(flags.project, terminal));
    const from = flags.since === undefined ? undefined : new Date(terminal.now() - flags.since).toISOString();
    const filter = { from, outcome: flags.outcome };
    const { items, hasMore } = await collectPages(
      (page) => client.schedules.firings(id, { ...filter, ...page }),
      flags.limit,
    );
    await printList(items, ledgerView, flags, terminal, 'nothing in its ledger');
    if (hasMore) hintAtMore(flags.limit, terminal);
  });
};
