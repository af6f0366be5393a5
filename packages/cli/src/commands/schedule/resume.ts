import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { findSchedule, SCHEDULE_ARGUMENT } from './find-schedule.ts';
import { scheduleView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly catchUp?: boolean;
  readonly reason?: string;
}

export const examples = `
  carillon schedule resume daily-report
  carillon schedule resume retail/orders/hourly --catch-up --reason "the source has moved"
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<schedule>', SCHEDULE_ARGUMENT)
    .option('--reason <text>', 'why: kept in the audit')
    .option('--catch-up', 'treat what was paused as missed, by the misfire policy; it is left out otherwise');
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const { id } = await findSchedule(client, text, projectNamed(flags.project, terminal));
    const resumed = await client.schedules.resume(id, {
      ...(flags.catchUp && { catchUp: true }),
      ...(flags.reason !== undefined && { reason: flags.reason }),
    });
    await printOne(resumed, scheduleView, flags, terminal);
  });
};
