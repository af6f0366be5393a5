import type { SetAlertRule } from '@carillon/sdk';
import { Option } from 'commander';
import { usageError } from '../../command-error.ts';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, list, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { ruleScopeOf } from './rule-scope.ts';
import { ruleView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly severity?: 'critical' | 'warning' | 'info';
  readonly hold?: string;
  readonly every?: 'failure' | 'cause';
  readonly recovery?: 'yes' | 'no';
  readonly channels?: readonly string[];
}

export const examples = `
  carillon alert set-rule --hold 5m
  carillon alert set-rule orders_daily/load --severity critical --channels pager
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('[scope]', 'a workflow, or workflow/task; the project where absent')
    .addOption(new Option('--severity <severity>', 'how bad it is').choices(['critical', 'warning', 'info']))
    .option('--hold <duration>', 'so long it may recover by itself before anybody is told')
    .addOption(new Option('--every <what>', 'a notice for every cause, or every failure').choices(['cause', 'failure']))
    .addOption(new Option('--recovery <yes|no>', 'whether its recovery is told').choices(['yes', 'no']))
    .option('--channels <names>', 'these, separated by commas; all of the project where absent', list);
  outputOptions(connectionOptions(projectOption(command))).action(async (scope: string | undefined, flags: Flags) => {
    const fields = fieldsOf(flags);
    if (Object.keys(fields).length === 0) throw usageError('nothing is set', 'give --hold, --severity or another');
    const { client } = await connect(flags);
    const project = projectNamed(flags.project, terminal) ?? 'default';
    const rule = await client.alerts.setRule({ ...ruleScopeOf(scope, project), ...fields });
    await printOne(rule, ruleView, flags, terminal);
  });
};

function fieldsOf({ severity, hold, every, recovery, channels }: Flags): Omit<SetAlertRule, 'project'> {
  return {
    ...(severity && { severity }),
    ...(hold !== undefined && { hold }),
    ...(every && { everyFailure: every === 'failure' }),
    ...(recovery && { tellRecovery: recovery === 'yes' }),
    ...(channels && { channels: [...channels] }),
  };
}
