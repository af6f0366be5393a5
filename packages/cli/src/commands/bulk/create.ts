import { BULK_ACTIONS, type BulkAction } from '@carillon/core/bulk-runs';
import type { BulkPlan, Client } from '@carillon/sdk';
import { type Command, Argument, InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../../command.ts';
import { usageError } from '../../command-error.ts';
import { confirmRuns } from '../../confirm-runs.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { watchBulk } from '../../follow/watch-bulk.ts';
import { collectPages } from '../../connection/pages.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printList, printOne } from '../../output/view.ts';
import type { Terminal } from '../../terminal.ts';
import { type RunFilterFlags, runFilterOptions, timesOf } from '../run/filter-options.ts';
import { bulkItemView, bulkView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags, RunFilterFlags {
  readonly project?: string;
  readonly rate?: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly watch?: boolean;
  readonly reason?: string;
}

const MAX_RUNS = 10_000;

export const examples = `
  carillon bulk create stop --workflow orders_daily --state running --dry-run
  carillon bulk create rerun_failed --state failed --since 12h --rate 5 --reason "warehouse is back" --watch
  carillon run list --state failed -q --limit all | xargs carillon bulk create rerun --yes
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  planOptions(command)
    .option('--dry-run', 'show what would be done, and do nothing')
    .option('-y, --yes', 'do it without asking')
    .option('--watch', 'follow it to its end')
    .option('--reason <text>', 'why: kept with the plan and with every run');
  outputOptions(connectionOptions(projectOption(command))).action(
    async (action: BulkAction, runs: readonly string[], flags: Flags) => {
      const { client } = await connect(flags);
      const filter = filterOf(runs, flags, terminal);
      const ratePerSecond = flags.rate === undefined ? {} : { ratePerSecond: flags.rate };
      const plan = await client.bulk.plan({ kind: 'bulk_runs', action, filter, ...ratePerSecond });
      const isTable = (flags.output === 'table' || flags.output === 'wide') && !flags.quiet;
      if (flags.dryRun || isTable) await showPlan(client, plan, flags, terminal);
      if (flags.dryRun) return;
      if (plan.totals.planned === 0) {
        terminal.err('nothing to do: no run that fits can take it\n');
        return;
      }
      const { confirmCount } = plan;
      const count = plan.totals.planned;
      if (!flags.yes) await confirmRuns(`${verbOf(action)} ${count} runs`, { runs: count, confirmCount }, terminal);
      const applied = await client.bulk.apply(plan.id, {
        ...(confirmCount === undefined ? {} : { confirmCount }),
        ...(flags.reason === undefined ? {} : { reason: flags.reason }),
      });
      if (flags.watch) return exitWith(await watchBulk({ client, id: plan.id, terminal, asJson: !isTable }));
      await printOne({ ...applied, items: [] }, bulkView, flags, terminal);
      if (isTable) terminal.err(`watch it with \`carillon bulk watch ${plan.id}\`\n`);
    },
  );
};

function planOptions(command: Command): Command {
  const withArguments = command
    .addArgument(new Argument('<action>', 'what is done to each run').choices(BULK_ACTIONS))
    .argument('[runs...]', 'ids of runs; or options that say which');
  return runFilterOptions(withArguments).option('--rate <n>', 'runs a second, 1 to 500; 20', rate);
}

function rate(value: string): number {
  if (!/^\d{1,3}$/.test(value) || Number(value) < 1 || Number(value) > 500)
    throw new InvalidArgumentError('It must be a whole number from 1 to 500.');
  return Number(value);
}

/** @throws CommandError where nothing says which runs: that would be all of them */
function filterOf(
  runs: readonly string[],
  { project, workflow, state, trigger, label, input, fingerprint, slaMissed, ...flags }: Flags,
  terminal: Terminal,
): Parameters<Client['bulk']['plan']>[0]['filter'] {
  const filter = {
    ...(runs.length > 0 && { runs: [...runs] }),
    ...(project !== undefined && { project }),
    ...(workflow !== undefined && { workflow }),
    ...(state && { state: [...state] }),
    ...(trigger && { trigger: [...trigger] }),
    ...(label && { label: [...label] }),
    ...(input && { input: [...input] }),
    ...(fingerprint !== undefined && { fingerprint }),
    ...timesOf(flags, terminal.now()),
    ...(slaMissed === true && { slaMissed }),
  };
  if (Object.keys(filter).length > 0) return filter;
  throw usageError('nothing says which runs', 'give ids, or options such as --workflow, --state or --since');
}

const VERBS: Readonly<Record<BulkAction, string>> = {
  stop: 'Stop',
  pause: 'Pause',
  resume: 'Resume',
  rerun: 'Rerun',
  rerun_failed: 'Rerun from what failed',
};
const verbOf = (action: BulkAction): string => VERBS[action];

/** In a table the first runs and the counts; for programs the plan, or its items, as a whole. */
async function showPlan(client: Client, plan: BulkPlan, flags: Flags, terminal: Terminal): Promise<void> {
  const isTable = (flags.output === 'table' || flags.output === 'wide') && !flags.quiet;
  const items = isTable ? plan.items : (await collectPages((page) => client.bulk.items(plan.id, page), MAX_RUNS)).items;
  if (flags.output === 'json' || flags.output === 'yaml')
    return printOne({ ...plan, items: [...items] }, bulkView, flags, terminal);
  await printList(items, bulkItemView, flags, terminal, 'no run fits');
  if (!isTable) return;
  const { planned, skipped } = plan.totals;
  if (planned + skipped > items.length)
    terminal.err(`… and ${planned + skipped - items.length} more runs; -o json has all of them\n`);
  terminal.err(`${plan.action}: ${planned} runs, ${skipped} left out, ${plan.ratePerSecond} a second\n`);
}
