import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { usageError } from '../../command-error.ts';
import { connectionOptions, durationMs, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { findSchedule, SCHEDULE_ARGUMENT } from './find-schedule.ts';
import { scheduleView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly reason?: string;
  readonly until?: string;
  readonly for?: number;
}

const EXAMPLES = `
Examples:
  carillon schedule pause daily-report --reason "the source is being moved" --for 2d
  carillon schedule pause retail/orders/hourly --until 2026-11-30T08:00
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<schedule>', SCHEDULE_ARGUMENT)
    .option('--reason <text>', 'why: shown wherever the schedule is')
    .option('--until <time>', 'resume by itself then: an instant, or a time or date of its zone')
    .option('--for <duration>', 'resume by itself after 2h, 3d', durationMs)
    .addHelpText('before', EXAMPLES.trimStart());
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    if (flags.until !== undefined && flags.for !== undefined) throw usageError('--until and --for exclude each other');
    const { client } = await connect(flags);
    const { id, timezone } = await findSchedule(client, text, projectNamed(flags.project, terminal));
    const resumeAt = await resumeTime(flags, timezone, terminal.now());
    const paused = await client.schedules.pause(id, {
      ...(flags.reason !== undefined && { reason: flags.reason }),
      ...(resumeAt !== undefined && { resumeAt: new Date(resumeAt).toISOString() }),
    });
    await printOne(paused, scheduleView, flags, terminal);
  });
};

async function resumeTime(flags: Flags, timezone: string, now: number): Promise<number | undefined> {
  if (flags.until === undefined) return flags.for === undefined ? undefined : now + flags.for;
  const { momentIn } = await import('@carillon/core');
  const moment = momentIn(flags.until, timezone);
  if (moment !== undefined) return moment;
  throw usageError(
    `--until: '${flags.until}' is no moment of ${timezone}`,
    'write 2026-05-09, 2026-05-09T08:00 or an instant with Z',
  );
}
