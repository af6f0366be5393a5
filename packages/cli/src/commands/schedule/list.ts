import { type ScheduleState, type ScheduleType, SCHEDULE_STATES, SCHEDULE_TYPES } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { connectionOptions, oneOf, outputOptions, rowLimit, projectOption } from '../../options.ts';
import { emptyHint } from '../../output/empty-hint.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { scheduleView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly workflow?: string;
  readonly text?: string;
  readonly state?: readonly ScheduleState[];
  readonly kind?: readonly ScheduleType[];
  readonly calendar?: string;
  readonly timezone?: string;
  readonly limit: number;
}

export const examples = `
  carillon schedule list --state paused,quarantined
  carillon schedule list --calendar cn-workdays --timezone Asia/Shanghai -o wide
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .option('--workflow <name>', 'of this workflow only')
    .option('--text <text>', 'part of the name of the workflow or schedule')
    .option('--state <states>', 'in these states only, separated by commas', oneOf('state', SCHEDULE_STATES))
    .option('--kind <kinds>', 'cron, every … only, separated by commas', oneOf('kind', SCHEDULE_TYPES))
    .option('--calendar <name>', 'that use this calendar')
    .option('--timezone <zone>', 'whose times are of this zone, as Asia/Shanghai')
    .option('--limit <n>', 'how many at most, or all', rowLimit, 50);
  outputOptions(connectionOptions(projectOption(command))).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const { workflow, text, state, kind, calendar, timezone, limit } = flags;
    const filter = { project: projectNamed(flags.project, terminal), workflow, text, state, kind, calendar, timezone };
    const { items, hasMore } = await collectPages((page) => client.schedules.list({ ...filter, ...page }), limit);
    const hint = emptyHint(filter, 'no schedules; give a workflow one with `schedule: { cron: "10 0 * * *" }`');
    await printList(items, scheduleView, flags, terminal, hint);
    if (hasMore) hintAtMore(flags.limit, terminal);
  });
};
