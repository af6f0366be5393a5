import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collect, connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { readParams } from '../run/params.ts';
import { runView } from '../run/view.ts';
import { findSchedule, SCHEDULE_ARGUMENT } from './find-schedule.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly param?: readonly string[];
  readonly params?: string;
  readonly reason?: string;
  readonly idempotencyKey?: string;
}

export const examples = `
  carillon schedule fire daily-report
  carillon schedule fire retail/orders/hourly -p region=eu -q
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<schedule>', SCHEDULE_ARGUMENT)
    .option('-p, --param <name=value>', 'parameter in place of the schedule’s; may be repeated', collect)
    .option('--params <file>', 'parameters from a JSON or YAML file; - reads stdin')
    .option('--reason <text>', 'why: kept in the audit')
    .option('--idempotency-key <key>', 'calls with the same key make one run');
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const { id, project, workflow } = await findSchedule(client, text, projectNamed(flags.project, terminal));
    const params = await readParams(client, { project, name: workflow }, flags, terminal);
    const options = { idempotencyKey: flags.idempotencyKey };
    const body = { ...(params && { params }), ...(flags.reason !== undefined && { reason: flags.reason }) };
    const run = await client.schedules.fire(id, body, options);
    await printOne(run, runView, flags, terminal);
    if (!flags.quiet && flags.output === 'table') terminal.err(`follow it with \`carillon run watch ${run.id}\`\n`);
  });
};
