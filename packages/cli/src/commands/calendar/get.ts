import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { calendarNamed } from '../../workflow-name.ts';
import { calendarView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly source?: boolean;
}

export const examples = `
  carillon calendar get cn-workdays
  carillon calendar get retail/shop-days --source > shop-days.yaml
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<calendar>', 'name, or project/name; a built-in one such as cn-workdays')
    .option('--source', 'print its document, to be changed and applied');
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const calendar = await client.calendars.get(calendarNamed(text, flags.project, terminal));
    if (!flags.source) return printOne(calendar, calendarView, flags, terminal);
    const { stringify } = await import('yaml');
    terminal.out(stringify(calendar.document));
  });
};
