import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { connectionOptions, outputOptions, rowLimit, projectOption } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { calendarView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly text?: string;
  readonly limit: number;
}

export const examples = `
  carillon calendar list
  carillon calendar list --text workdays
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .option('--text <part>', 'whose name or title holds this text')
    .option('--limit <n>', 'how many at most, or all', rowLimit, 200);
  outputOptions(connectionOptions(projectOption(command))).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const filter = { project: projectNamed(flags.project, terminal), text: flags.text };
    const { items, hasMore } = await collectPages((page) => client.calendars.list({ ...filter, ...page }), flags.limit);
    await printList(
      items,
      calendarView,
      flags,
      terminal,
      'no calendars in use; built-in ones such as cn-workdays can be named in schedules at once',
    );
    if (hasMore) hintAtMore(flags.limit, terminal);
  });
};
