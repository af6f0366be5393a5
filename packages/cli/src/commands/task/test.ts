/** Runs one task of a document on a worker, as a test that counts nowhere. */
import { jsonOrText } from '@carillon/core/json-values';
import { Option } from 'commander';
import { CommandError } from '../../command-error.ts';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { findingText } from '../../documents/print-findings.ts';
import { type OneWorkflow, readOneWorkflow } from '../../documents/one-workflow.ts';
import { EXIT } from '../../exit-codes.ts';
import { type FollowFlags, followStarted } from '../../follow/follow-started.ts';
import { collect, connectionOptions, durationMs, outputOptions } from '../../options.ts';
import { colorsFor } from '../../output/paint.ts';
import { printOne } from '../../output/view.ts';
import type { Terminal } from '../../terminal.ts';
import { ApiError } from '@carillon/sdk';
import { givenParams } from '../run/params.ts';
import { runView } from '../run/view.ts';
import { givenTasks } from './given.ts';

interface Flags extends ServerFlags, FollowFlags {
  readonly file: string;
  readonly in?: 'tasks' | 'onFailure' | 'finally';
  readonly given?: readonly string[];
  readonly ended?: readonly string[];
  readonly run?: string;
  readonly item?: string;
  readonly date?: string;
  readonly param?: readonly string[];
  readonly params?: string;
}

export const examples = `
  carillon task test load -f daily-report.yaml --given extract.rows=3 --follow
  carillon task test load -f daily-report.yaml --run run_01M7ZQ… -p region=eu --wait
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command
    .argument('<task>', 'its name, or group.task')
    .requiredOption('-f, --file <path>', 'a file with one workflow, published or not; - reads stdin')
    .addOption(new Option('--in <map>', 'where it stands').choices(['tasks', 'onFailure', 'finally']))
    .option('--given <task.output=value>', 'what another task gave; JSON, or a text; may be repeated', collect)
    .option('--ended <task=state>', 'as what another task ended, where not success; may be repeated', collect)
    .option('--run <id>', 'a former run, whose params and results are taken where none are given')
    .option('--item <value>', 'of a task with forEach: the one to try')
    .option('--date <day>', 'logical date, as 2026-11-20')
    .option('-p, --param <name=value>', 'parameter of the workflow; may be repeated', collect)
    .option('--params <file>', 'parameters from a JSON or YAML file')
    .addOption(new Option('--follow', 'show progress and the log to the end').conflicts('wait'))
    .option('-w, --wait', 'wait for the end without a word')
    .option('--timeout <duration>', 'how long to follow or wait', durationMs);
  outputOptions(connectionOptions(command)).action(async (task: string, flags: Flags) => {
    const workflow = await readOneWorkflow(flags.file, 'a test', terminal);
    const params = await givenParams(flags, terminal, workflow.declared);
    const given = givenTasks(flags.given, flags.ended);
    const { client } = await connect(flags);
    const run = await tellingFindings(workflow, terminal, () =>
      client.documents.testTask({
        text: workflow.text,
        files: workflow.files,
        task,
        ...(flags.in && { in: flags.in }),
        ...(given && { given }),
        ...(flags.run !== undefined && { run: flags.run }),
        ...(flags.item !== undefined && { item: jsonOrText(flags.item) }),
        ...(flags.date !== undefined && { date: flags.date }),
        ...(params && { params }),
      }),
    );
    if (!flags.follow && !flags.wait) return printOne(run, runView, flags, terminal);
    exitWith(await followStarted(run, `testing ${task} of ${run.workflow}`, { client, flags, terminal }));
  });
};

/** What is wrong with the document is printed with its lines. @throws CommandError where nothing was started */
async function tellingFindings<T>(
  { path, sources }: OneWorkflow,
  terminal: Terminal,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'VALIDATION_DOCUMENT')) throw error;
    const colors = colorsFor(terminal, terminal.isErrTty);
    for (const finding of error.errors)
      terminal.err(`${findingText({ ...finding, file: path }, sources.documents, colors)}\n`);
    throw new CommandError('nothing was started', { exitCode: EXIT.invalidDefinition, cause: error });
  }
}
