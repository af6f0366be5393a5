/** What a workflow would do on a date, without doing it: parameters, order, workers, firings. */
import type { DryRun } from '@carillon/sdk';
import type { DefineCommand } from '../command.ts';
import type { ServerFlags } from '../connection/discover-server.ts';
import { readOneWorkflow } from '../documents/one-workflow.ts';
import { findingText } from '../documents/print-findings.ts';
import { EXIT } from '../exit-codes.ts';
import { collect, connectionOptions, outputOptions } from '../options.ts';
import { printJson } from '../output/json.ts';
import { colorsFor } from '../output/paint.ts';
import { type OutputFlags, printList, type View } from '../output/view.ts';
import { plainText } from '../text/safe-text.ts';
import { givenParams } from './run/params.ts';
import { firingView } from './schedule/view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly file: string;
  readonly date?: string;
  readonly param?: readonly string[];
  readonly params?: string;
}

type PlannedTask = DryRun['tasks'][number];

const taskView: View<PlannedTask> = {
  id: ({ task }) => task,
  name: ({ task }) => task,
  columns: [
    { name: 'step', value: ({ step }) => step },
    { name: 'task', value: ({ task }) => task },
    { name: 'in', value: (planned) => (planned.in === 'tasks' ? undefined : planned.in) },
    { name: 'type', value: ({ type }) => type },
    { name: 'queue', value: ({ queue }) => queue },
    { name: 'workers', value: workersText },
  ],
};

function workersText({ inline, workers, workerCount }: PlannedTask): string {
  if (inline) return 'needs none';
  if (workerCount === 0) return 'NONE is connected that could take it';
  return `${workers.slice(0, 3).join(', ')}${workerCount > 3 ? `, ${workerCount - 3} more` : ''}`;
}

const scheduledView: View<DryRun['firings'][number]> = {
  ...firingView,
  columns: [{ name: 'schedule', value: ({ schedule }) => schedule }, ...firingView.columns],
};

export const examples = `
  carillon plan -f daily-report.yaml --date 2026-11-20 -p region=cn
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command
    .requiredOption('-f, --file <path>', 'a file with one workflow; - reads stdin')
    .option('--date <day>', 'logical date, as 2026-11-20; today where absent')
    .option('-p, --param <name=value>', 'parameter; may be repeated', collect)
    .option('--params <file>', 'parameters from a JSON or YAML file');
  outputOptions(connectionOptions(command), ['table', 'wide', 'json']).action(async (flags: Flags) => {
    const workflow = await readOneWorkflow(flags.file, 'a plan', terminal);
    const params = await givenParams(flags, terminal, workflow.declared);
    const { client } = await connect(flags);
    const plan = await client.documents.dryRun({
      text: workflow.text,
      files: workflow.files,
      ...(flags.date !== undefined && { date: flags.date }),
      ...(params !== undefined && { params }),
    });
    const isWrong = plan.errors.some(({ severity }) => severity !== 'warning');
    if (isWrong) exitWith(EXIT.invalidDefinition);
    if (flags.output === 'json') return printJson(plan, flags, terminal);
    const colors = colorsFor(terminal, terminal.isErrTty);
    for (const error of plan.errors)
      terminal.err(`${findingText({ ...error, file: workflow.path }, workflow.sources.documents, colors)}\n`);
    if (isWrong) return;
    if (flags.quiet) return printList(plan.tasks, taskView, flags, terminal);
    if (plan.logicalDate !== undefined) terminal.out(`covers  ${plan.logicalDate}\n`);
    for (const [name, value] of Object.entries(plan.params))
      terminal.out(`${name} = ${plainText(typeof value === 'string' ? value : JSON.stringify(value))}\n`);
    terminal.out('\n');
    await printList(plan.tasks, taskView, flags, terminal);
    if (plan.firings.length === 0) return;
    terminal.out('\n');
    await printList(plan.firings, scheduledView, flags, terminal);
  });
};
