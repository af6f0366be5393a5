import type { Client, WorkflowPlan } from '@carillon/sdk';
import { Argument } from 'commander';
import type { DefineCommand } from '../../command.ts';
import { usageError } from '../../command-error.ts';
import { confirmRuns } from '../../confirm-runs.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { EXIT } from '../../exit-codes.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printList, printOne } from '../../output/view.ts';
import { workflowNamed } from '../../workflow-name.ts';
import { assertOneEnd, resumeAtOf, type UntilFlags, untilOptions } from '../pause-until.ts';
import { type WorkflowFilterFlags, workflowFilterOptions } from './filter-options.ts';
import { workflowPlanItemView, workflowPlanView } from './plan-view.ts';

interface Flags extends ServerFlags, OutputFlags, UntilFlags, WorkflowFilterFlags {
  readonly project?: string;
  readonly catchUp?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly reason?: string;
}

type Action = WorkflowPlan['action'];
const ACTIONS: readonly Action[] = ['pause', 'resume', 'start'];
const VERBS: Readonly<Record<Action, string>> = { pause: 'Pause', resume: 'Resume', start: 'Start' };

export const examples = `
  carillon workflow bulk pause --tag core --until 2026-11-30T03:00Z --reason "DB upgrade" --dry-run
  carillon workflow bulk resume --paused
  carillon workflow list --owner team-bi -q | xargs carillon workflow bulk start --yes
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command
    .addArgument(new Argument('<action>', 'what is done to each workflow').choices(ACTIONS))
    .argument('[workflows...]', 'names, or project/name; or options that say which');
  untilOptions(workflowFilterOptions(command))
    .option('--catch-up', 'with resume: treat what was paused as missed, by the misfire policy')
    .option('--dry-run', 'show what would be done, and do nothing')
    .option('-y, --yes', 'do it without asking')
    .option('--reason <text>', 'why: kept in the audit, and of a pause shown with it');
  outputOptions(connectionOptions(projectOption(command))).action(
    async (action: Action, names: readonly string[], flags: Flags) => {
      assertOneEnd(flags);
      const { client } = await connect(flags);
      const workflows = names.map((text) => workflowNamed(text, flags.project, terminal));
      const filter =
        workflows.length > 0
          ? { workflows: workflows.map(({ project, name }) => `${project}/${name}`) }
          : filterOf(flags);
      const resumeAt = await resumeAtOf(flags, 'UTC', terminal.now());
      const plan = await client.workflows.plan({
        kind: 'workflows',
        action,
        filter,
        ...(resumeAt !== undefined && { resumeAt }),
        ...(flags.catchUp && { catchUp: true }),
      });
      const show = ({ items, ...rest }: WorkflowPlan) =>
        flags.output === 'json' || flags.output === 'yaml'
          ? printOne({ ...rest, items }, workflowPlanView, flags, terminal)
          : printList(items, workflowPlanItemView, flags, terminal, 'no workflow fits');
      const count = plan.totals.planned;
      const isTable = (flags.output === 'table' || flags.output === 'wide') && !flags.quiet;
      if (flags.dryRun || isTable) await show(plan);
      if (flags.dryRun) return;
      if (count === 0) {
        terminal.err('nothing to do: no workflow that fits can take it\n');
        return;
      }
      const { confirmCount } = plan;
      if (!flags.yes) await confirmRuns(`${VERBS[action]} ${count} workflows`, { runs: count, confirmCount }, terminal);
      const applied = await client.workflows.applyPlan(plan.id, {
        ...(confirmCount !== undefined && { confirmCount }),
        ...(flags.reason !== undefined && { reason: flags.reason }),
      });
      await show(applied);
      if (applied.totals.failed > 0) exitWith(EXIT.error);
    },
  );
};

/** @throws CommandError where nothing says which workflows: that would be all of them */
function filterOf({ project, text, owner, tag, paused, lifecycle, lastResult, hasDraft }: Flags): Filter {
  const filter = {
    ...(project !== undefined && { project }),
    ...(text !== undefined && { text }),
    ...(owner !== undefined && { owner }),
    ...(tag !== undefined && { tag }),
    ...(paused && { paused }),
    ...(lifecycle && { lifecycle: [...lifecycle] }),
    ...(lastResult && { lastResult }),
    ...(hasDraft && { hasDraft }),
  };
  if (Object.keys(filter).length > 0) return filter;
  throw usageError('nothing says which workflows', 'give names, or options such as --project, --owner or --tag');
}

type Filter = Parameters<Client['workflows']['plan']>[0]['filter'];
