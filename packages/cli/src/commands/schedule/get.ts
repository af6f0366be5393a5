import type { Schedule } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, positiveInteger, projectOption } from '../../options.ts';
import { type OutputFlags, printList, printOne } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { findSchedule, SCHEDULE_ARGUMENT } from './find-schedule.ts';
import { firingView, scheduleView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly next: number;
}

export const examples = `
  carillon schedule get daily-report
  carillon schedule get retail/orders/hourly --next 24 --time-zone Europe/Berlin
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<schedule>', SCHEDULE_ARGUMENT)
    .option('--next <n>', 'how many of its next firings to show', positiveInteger, 5);
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const schedule = await findSchedule(client, text, projectNamed(flags.project, terminal));
    await printOne(schedule, scheduleView, flags, terminal);
    const isForPeople = !flags.quiet && flags.columns === undefined && /^(table|wide)$/.test(flags.output ?? 'table');
    if (!isForPeople) return;
    terminal.out('\n');
    const firings = schedule.state === 'paused' ? [] : await client.schedules.next(schedule.id, { count: flags.next });
    await printList(firings, firingView, flags, terminal, whyNone(schedule));
  });
};

function whyNone({ state, type }: Schedule): string {
  if (state === 'paused') return 'nothing fires while it is paused';
  if (state === 'enabled' && type === 'delay') return 'its next firing is known when the run that is open has ended';
  return 'it has no firing left';
}
