import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { assertOneEnd, resumeAtOf, type UntilFlags, untilOptions } from '../pause-until.ts';
import { findSchedule, SCHEDULE_ARGUMENT } from './find-schedule.ts';
import { scheduleView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags, UntilFlags {
  readonly project?: string;
  readonly reason?: string;
}

export const examples = `
  carillon schedule pause daily-report --reason "the source is being moved" --for 2d
  carillon schedule pause retail/orders/hourly --until 2026-11-30T08:00
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<schedule>', SCHEDULE_ARGUMENT).option('--reason <text>', 'why: shown wherever the schedule is');
  untilOptions(command);
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    assertOneEnd(flags);
    const { client } = await connect(flags);
    const { id, timezone } = await findSchedule(client, text, projectNamed(flags.project, terminal));
    const resumeAt = await resumeAtOf(flags, timezone, terminal.now());
    const paused = await client.schedules.pause(id, {
      ...(flags.reason !== undefined && { reason: flags.reason }),
      ...(resumeAt !== undefined && { resumeAt }),
    });
    await printOne(paused, scheduleView, flags, terminal);
  });
};
