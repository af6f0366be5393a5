import type { Client, CreatePlan, Plan } from '@carillon/sdk';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import { confirmRuns } from '../../confirm-runs.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages } from '../../connection/pages.ts';
import {
  collect,
  connectionOptions,
  list,
  outputOptions,
  parallelism,
  positiveInteger,
  projectOption,
} from '../../options.ts';
import { durationText } from '../../output/time-text.ts';
import { type OutputFlags, printList, printOne } from '../../output/view.ts';
import type { Terminal } from '../../terminal.ts';
import { helpingWithName, workflowNamed } from '../../workflow-name.ts';
import { readParams } from '../run/params.ts';
import { backfillView, planItemView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly from: string;
  readonly to: string;
  readonly only: 'missing' | 'failed' | 'all';
  readonly order: 'oldest_first' | 'newest_first';
  readonly parallel?: number;
  readonly version?: number;
  readonly param?: readonly string[];
  readonly params?: string;
  readonly downstream?: readonly string[];
  readonly priority?: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly reason?: string;
}

const MAX_ITEMS = 5_000;

export const examples = `
  carillon backfill create orders_daily --from 2026-10-01 --to 2026-10-30 --dry-run
  carillon backfill create orders_daily --from 2026-10-01 --to 2026-10-30 --only failed --parallel 4 --yes
  carillon backfill create orders_daily --from 2026-10-01 --to 2026-10-30 --only all -p region=cn --downstream report
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  planOptions(command)
    .option('--dry-run', 'show what would be done, and do nothing')
    .option('-y, --yes', 'start it without asking')
    .option('--reason <text>', 'why: kept with the backfill');
  outputOptions(connectionOptions(projectOption(command))).action(async (name: string, flags: Flags) => {
    const { client } = await connect(flags);
    const plan = await makePlan(client, name, flags, terminal);
    const isTable = (flags.output === 'table' || flags.output === 'wide') && !flags.quiet;
    if (flags.dryRun) return showPlan(client, plan, flags, terminal);
    if (isTable) await showPlan(client, plan, flags, terminal);
    if (plan.totals.runs === 0) {
      terminal.err('nothing to start; choose other dates, or --only failed or all\n');
      return;
    }
    const { confirmCount } = plan;
    const { runs } = plan.totals;
    if (!flags.yes) await confirmRuns(`Start ${runs} runs`, { runs, confirmCount }, terminal);
    const backfill = await client.plans.apply(plan.id, {
      ...(confirmCount === undefined ? {} : { confirmCount }),
      ...(flags.reason === undefined ? {} : { reason: flags.reason }),
    });
    await printOne(backfill, backfillView, flags, terminal);
    if (isTable) terminal.err(`watch it with \`carillon backfill watch ${backfill.id}\`\n`);
  });
};

function planOptions(command: Command): Command {
  return command
    .argument('<workflow>', 'name, or project/name')
    .requiredOption('--from <date>', 'first logical date, as 2026-10-01')
    .requiredOption('--to <date>', 'last logical date, itself included')
    .addOption(
      new Option('--only <dates>', 'dates without a run, with a failed newest run, or all')
        .choices(['missing', 'failed', 'all'])
        .default('missing'),
    )
    .addOption(
      new Option('--order <order>', 'which dates come first')
        .choices(['oldest_first', 'newest_first'])
        .default('oldest_first'),
    )
    .option('--parallel <n>', 'dates under way at a time, 1 to 100; 4', parallelism)
    .option('--version <n>', 'version to run; the live one', positiveInteger)
    .option('-p, --param <name=value>', 'parameter of every run; may be repeated', collect)
    .option('--params <file>', 'parameters from a JSON or YAML file; - reads stdin')
    .option('--downstream <workflows>', 'workflows that run for each date after it, separated by commas', list)
    .option('--priority <n>', 'of the runs, 0 to 100; 20, and other runs have 50', priority);
}

function priority(value: string): number {
  if (!/^\d{1,3}$/.test(value) || Number(value) > 100)
    throw new InvalidArgumentError('It must be a whole number from 0 to 100.');
  return Number(value);
}

async function makePlan(client: Client, name: string, flags: Flags, terminal: Terminal): Promise<Plan> {
  const workflow = workflowNamed(name, flags.project, terminal);
  return helpingWithName(client, workflow, async () => {
    const params = await readParams(client, workflow, flags, terminal);
    const request: CreatePlan = {
      kind: 'backfill',
      project: workflow.project,
      workflow: workflow.name,
      from: flags.from,
      to: flags.to,
      only: flags.only,
      order: flags.order,
      ...(flags.parallel && { parallelism: flags.parallel }),
      ...(flags.version && { version: flags.version }),
      ...(flags.downstream && { downstream: [...flags.downstream] }),
      ...(flags.priority !== undefined && { priority: flags.priority }),
      ...(params && { params }),
    };
    return client.plans.create(request);
  });
}

/** In a table the first dates and the count; for programs the plan, or the items of a list format, as a whole. */
async function showPlan(client: Client, plan: Plan, flags: Flags, terminal: Terminal): Promise<void> {
  const isTable = (flags.output === 'table' || flags.output === 'wide') && !flags.quiet;
  const items = isTable
    ? plan.items
    : (await collectPages((page) => client.plans.items(plan.id, page), MAX_ITEMS)).items;
  if (flags.output === 'json' || flags.output === 'yaml')
    return printOne(
      { ...plan, items: [...items] },
      { ...planItemView, id: () => plan.id, name: () => plan.id, columns: [] },
      flags,
      terminal,
    );
  await printList(items, planItemView, flags, terminal);
  if (!isTable) return;
  const rest = plan.totals.create + plan.totals.rerun + plan.totals.skip - items.length;
  if (rest > 0) terminal.err(`… and ${rest} more dates; -o json has all of them\n`);
  terminal.err(`${summaryOf(plan)}\n`);
}

function summaryOf({ workflow, version, totals, parallelism, estimate, downstream }: Plan): string {
  const { create, rerun, skip, runs } = totals;
  const counts = `${create} to create, ${rerun} to run again, ${skip} to skip`;
  const behind = downstream.length === 0 ? '' : `, each with ${downstream.join(', ')} behind it`;
  const time = estimate ? `, about ${durationText(estimate.p50Ms)} (${durationText(estimate.p95Ms)} at worst)` : '';
  return `${workflow}@${version}: ${counts}; ${runs} runs${behind}, ${parallelism} dates at a time${time}`;
}
