import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import type { OutputFlags } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { printExplanation } from '../why/explanation.ts';
import { findSchedule, SCHEDULE_ARGUMENT } from './find-schedule.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
}

export const examples = `
  carillon schedule why daily-report
  carillon schedule why retail/orders/hourly -o json
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<schedule>', SCHEDULE_ARGUMENT);
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const { id } = await findSchedule(client, text, projectNamed(flags.project, terminal));
    await printExplanation(await client.schedules.why(id), flags, terminal);
  });
};
