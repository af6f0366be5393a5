import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { usageError } from '../../command-error.ts';
import { collect, connectionOptions, durationMs, outputOptions, projectOption } from '../../options.ts';
import { type FollowFlags, followStarted } from '../../follow/follow-started.ts';
import { printOne } from '../../output/view.ts';
import { helpingWithName, workflowNamed } from '../../workflow-name.ts';
import { readParams } from './params.ts';
import { runView } from './view.ts';

interface Flags extends ServerFlags, FollowFlags {
  readonly project?: string;
  readonly param?: readonly string[];
  readonly params?: string;
  readonly date?: string;
  readonly priority?: number;
  readonly unique?: string;
  readonly per?: string;
  readonly onDuplicate?: 'return' | 'refuse' | 'replace';
  readonly idempotencyKey?: string;
}

export const examples = `
  carillon run start daily-report --follow
  carillon run start daily-report --date 2026-11-20 -p year=2013 --wait -o json
  carillon run start default/hello --params - -q < params.json
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command
    .argument('<workflow>', 'name, or project/name')
    .option('-p, --param <name=value>', 'parameter; may be repeated', collect)
    .option('--params <file>', 'parameters from a JSON or YAML file; - reads stdin')
    .option('--date <day>', 'logical date, as 2026-11-20; today where absent')
    .addOption(new Option('-f, --follow', 'show progress and logs to the end').conflicts('wait'))
    .option('-w, --wait', 'wait for the end without a word')
    .option('--timeout <duration>', 'how long to follow or wait', durationMs)
    .option('--unique <key>', 'no second run of the workflow with this key')
    .option('--per <time>', 'of --unique: open, as long as that run is, or 1h')
    .addOption(
      new Option('--on-duplicate <what>', 'of --unique: what becomes of this request').choices([
        'return',
        'refuse',
        'replace',
      ]),
    )
    .option('--idempotency-key <key>', 'calls with the same key make one run');
  outputOptions(connectionOptions(projectOption(command))).action(async (name: string, flags: Flags) => {
    if (flags.follow && !['table', 'json'].includes(flags.output ?? 'table')) {
      throw usageError(
        `--follow cannot print ${flags.output}`,
        'leave -o away, or take -o json for one event per line',
      );
    }
    if (flags.timeout !== undefined && !flags.follow && !flags.wait)
      throw usageError('--timeout needs --follow or --wait');
    const { client } = await connect(flags);
    const workflow = workflowNamed(name, flags.project, terminal);
    const run = await helpingWithName(client, workflow, async () => {
      const params = await readParams(client, workflow, flags, terminal);
      const request = {
        project: workflow.project,
        workflow: workflow.name,
        ...(params && { params }),
        ...(flags.date && { date: flags.date }),
        ...(flags.unique !== undefined && {
          unique: {
            key: flags.unique,
            ...(flags.per && { per: flags.per }),
            ...(flags.onDuplicate && { onDuplicate: flags.onDuplicate }),
          },
        }),
      };
      return client.runs.start(request, { idempotencyKey: flags.idempotencyKey });
    });
    for (const { message } of run.notices ?? []) terminal.err(`${message}\n`);
    if (run.accepted?.as === 'duplicate') terminal.err(`${run.id} has the unique key: nothing was started\n`);
    if (run.accepted?.as === 'collected')
      terminal.err(`collected, with ${run.accepted.requests} so far: ${run.id} starts at ${run.accepted.startsAt}\n`);
    if (!flags.follow && !flags.wait) {
      await printOne(run, runView, flags, terminal);
      if (!flags.quiet && flags.output === 'table') terminal.err(`follow it with \`carillon run watch ${run.id}\`\n`);
      return;
    }
    exitWith(await followStarted(run, `started ${run.workflow}@${run.version}`, { client, flags, terminal }));
  });
};
