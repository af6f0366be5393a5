import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages } from '../../connection/pages.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printList, printOne, type View } from '../../output/view.ts';
import { planItemView, planView } from '../backfill/view.ts';
import { workflowPlanItemView, workflowPlanView } from '../workflow/plan-view.ts';
import { bulkItemView, bulkView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly runs?: boolean;
}

const MAX_ITEMS = 10_000;

export const examples = `
  carillon bulk get pln_01J9…
  carillon bulk get pln_01J9… --runs -o csv > runs.csv
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<plan>', 'id of the plan, which may be one of a backfill or for many workflows, too')
    .option('--runs', 'its runs, or its dates or workflows, and what became of each');
  outputOptions(connectionOptions(command)).action(async (id: string, flags: Flags) => {
    const { client } = await connect(flags);
    const plan = await client.plans.any(id);
    const show = async <P, I>(of: P, view: View<P>, itemView: View<I>, items: () => Promise<readonly I[]>) =>
      flags.runs ? printList(await items(), itemView, flags, terminal) : printOne(of, view, flags, terminal);
    if (plan.planKind === 'backfill') {
      const dates = async () => (await collectPages((page) => client.plans.items(id, page), MAX_ITEMS)).items;
      return show(plan, planView, planItemView, dates);
    }
    if (plan.planKind === 'workflows')
      return show(plan, workflowPlanView, workflowPlanItemView, async () => plan.items);
    const runs = async () => (await collectPages((page) => client.bulk.items(id, page), MAX_ITEMS)).items;
    return show(plan, bulkView, bulkItemView, runs);
  });
};
