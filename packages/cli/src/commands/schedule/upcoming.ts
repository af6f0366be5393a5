import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { usageError } from '../../command-error.ts';
import { connectionOptions, outputOptions, positiveInteger, projectOption, rowLimit } from '../../options.ts';
import { FORMATS, type OutputFlags, printList } from '../../output/view.ts';
import type { Terminal } from '../../terminal.ts';
import { projectNamed } from '../../workflow-name.ts';
import { upcomingView } from './view.ts';

interface Flags extends ServerFlags, Omit<OutputFlags, 'output'> {
  readonly project?: string;
  readonly text?: string;
  readonly tag?: string;
  readonly owner?: string;
  readonly queue?: string;
  readonly from?: string;
  readonly days: number;
  readonly limit: number;
  readonly output: NonNullable<OutputFlags['output']> | 'ics';
}

const DAY_MS = 86_400_000;

export const examples = `
  carillon schedule upcoming --days 1
  carillon schedule upcoming --days 7 --queue etl -o csv --limit all > firings.csv
  carillon schedule upcoming --days 7 -o ics > firings.ics
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .option('--text <text>', 'part of the name of the workflow or schedule')
    .option('--tag <tag>', 'of workflows with this tag')
    .option('--owner <owner>', 'of workflows of this owner')
    .option('--queue <name>', 'of workflows that use this queue')
    .option('--from <instant>', 'first moment, as 2026-11-21T00:00:00Z; now where absent')
    .option('--days <n>', 'how many days, 31 at most', positiveInteger, 7)
    .option('--limit <n>', 'how many at most, or all; an ics has all of them', rowLimit, 50);
  outputOptions(connectionOptions(projectOption(command)), [...FORMATS, 'ics']).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const { text, tag, owner, queue, days, limit, output } = flags;
    const from = fromTime(flags.from, terminal);
    const range = { from: from.toISOString(), to: new Date(from.getTime() + days * DAY_MS).toISOString() };
    const filter = { project: projectNamed(flags.project, terminal), text, tag, owner, queue, ...range };
    if (output === 'ics') {
      const { body } = await client.schedules.exportUpcoming('ics', filter);
      for await (const chunk of body) terminal.out(chunk);
      return;
    }
    const list = { ...flags, output };
    const { items, hasMore } = await collectPages(
      (page) => client.schedules.upcomingFirings({ ...filter, ...page }),
      limit,
    );
    await printList(items, upcomingView, list, terminal, 'nothing fires then');
    if (hasMore) hintAtMore(limit, terminal);
  });
};

function fromTime(text: string | undefined, terminal: Terminal): Date {
  const time = new Date(text ?? terminal.now());
  if (!Number.isNaN(time.getTime())) return time;
  throw usageError(`--from: '${text}' is no instant`, 'write it as 2026-11-21T00:00:00Z');
}
